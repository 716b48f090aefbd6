"""Zalo's JSON, read so that nothing in it can hurt further on.

Numbers stay as they were written: ids and timestamps are beyond 2^53 and come now as strings, now
as numbers. Text loses NUL and lone surrogates, which PostgreSQL and UTF-8 cannot hold.
"""

from __future__ import annotations

import json
from typing import Any

from bot.channels.contract import Malformed


def load(body: bytes) -> dict[str, Any]:
    """Raises Malformed: no JSON, or not an object."""
    try:
        found = json.loads(body, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None
    if not isinstance(found, dict):
        raise Malformed("not an object")
    return found


def at(found: Any, *path: str) -> Any:
    """What stands under nested keys; None where one is missing."""
    for key in path:
        if not isinstance(found, dict):
            return None
        found = found.get(key)
    return found


def items(found: Any, *path: str) -> list[Any]:
    """A list under nested keys, empty for anything else."""
    value = at(found, *path)
    return value if isinstance(value, list) else []


def string(found: Any, *path: str) -> str:
    """A string or number under nested keys, empty for anything else."""
    value = at(found, *path)
    return clean(value) if isinstance(value, str) else ""


def clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def whole(text: str) -> int | None:
    """A whole number of plain digits, as Zalo writes counts and sizes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
