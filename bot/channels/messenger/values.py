"""What can be taken from JSON that somebody else wrote: each a value we can keep, or None."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from bot.channels.contract import Malformed

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SECONDS_END = 10**12  # smaller is in seconds: nyaruka/courier met them in referrals
ID_LENGTH = 200

Json = dict[str, Any]


def load(body: bytes) -> Json:
    """
    Raises:
        Malformed: no JSON, or not an object.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise Malformed("JSON, but not an object")
    return found


def mapping(value: object) -> Json:
    """Empty when it is something else."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """Empty when it is something else."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """Text as PostgreSQL takes it: halves of a character become U+FFFD, NUL goes."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def word(value: object) -> str | None:
    return text(value) or None


def identifier(value: object) -> str | None:
    """An id, which Meta writes now as text, now as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = word(value)
    return found if found is None or len(found) <= ID_LENGTH else digest(found)


def moment(value: object) -> dt.datetime | None:
    """Milliseconds, or seconds, since 1970."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return None
    try:
        return EPOCH + dt.timedelta(milliseconds=value if value >= SECONDS_END else value * 1000)
    except (OverflowError, ValueError):
        return None


def degrees(value: object, limit: int) -> float | None:
    """Within ±limit."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= limit else None  # NaN is not, nor what no float can hold


def digest(*parts: object) -> str:
    """An id for what has none: the same for the same parts, in whatever order their keys came."""
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()[:40]
