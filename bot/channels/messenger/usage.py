"""How much of a Page's allowance is used: headers of most answers.

X-App-Usage: {"call_count": 28, "total_time": 25, "total_cputime": 25}              (percent)
X-Business-Use-Case-Usage: {"<id>": [{"type": "messenger", "call_count": 97, "total_time": 23,
    "total_cputime": 23, "estimated_time_to_regain_access": 3}]}                    (minutes)
docs/graph-api/overview/rate-limiting; D/overview/rate-limiting, 2026-03-23.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import httpx

from bot.channels.messenger.values import Json, listed, mapping

HEADERS = ("x-business-use-case-usage", "x-page-usage", "x-app-usage")
SHARES = ("call_count", "total_time", "total_cputime")
LONGEST = 24 * 3600.0  # the allowance is counted over a day


def percent(headers: httpx.Headers) -> int | None:
    """The fullest of all allowances told, 100 when nothing is left."""
    found = [share for row in _rows(headers) for name in SHARES if (share := _number(row, name))]
    return math.ceil(max(found)) if found else None


def regain(headers: httpx.Headers) -> float | None:
    """Seconds until sending may go on, where Meta says so."""
    waits = [60 * _number(row, "estimated_time_to_regain_access") for row in _rows(headers)]
    retry_after = headers.get("retry-after", "").strip()
    if retry_after.isascii() and retry_after.isdigit():
        waits.append(float(retry_after[:9]))
    longest = max(waits, default=0.0)
    return min(longest, LONGEST) if longest > 0 else None


def _rows(headers: httpx.Headers) -> Iterator[Json]:
    for name in HEADERS:
        try:
            told = mapping(json.loads(headers.get(name, "{}")))
        except (ValueError, RecursionError):
            continue
        yield told
        for rows in told.values():
            yield from (mapping(row) for row in listed(rows))


def _number(row: Json, name: str) -> float:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 <= value < 10**9 else 0.0
