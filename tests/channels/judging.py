"""Whether what a channel gave can be kept and acted on, and is what was asked for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, get_args

from bot.channels.contract import Account, Event, Kind, Sent, Status

KINDS = set(get_args(Kind))
STATUSES = set(get_args(Status))
LONGEST_ID = 255
PERSON = "nguoi-9001"


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where `found` is not what a fixture or a table asks for; objects by the named fields only,
    lists in full, times as moments."""
    if isinstance(expected, Mapping):
        if isinstance(found, Mapping):
            return [] if dict(expected) == dict(found) else [f"{path}: {found!r}, not {expected!r}"]
        unknown = [f"{path}.{name}: no such field" for name in expected if not _has(found, name)]
        return unknown + [
            line
            for name, value in expected.items()
            if _has(found, name)
            for line in differences(value, getattr(found, name), f"{path}.{name}")
        ]
    if isinstance(expected, list):
        if not isinstance(found, list | tuple) or len(found) != len(expected):
            return [f"{path}: {found!r}, not {expected!r}"]
        return [
            line
            for index, (one, other) in enumerate(zip(expected, found, strict=True))
            for line in differences(one, other, f"{path}[{index}]")
        ]
    if isinstance(found, dt.datetime) and isinstance(expected, str):
        expected = dt.datetime.fromisoformat(expected)
    return [] if expected == found else [f"{path}: {found!r}, not {expected!r}"]


def _has(found: object, name: str) -> bool:
    return name in getattr(found, "__dataclass_fields__", ())


def is_sound(event: Event) -> None:
    """It can be kept and acted on as it is."""
    assert event.kind in KINDS
    assert 0 < len(event.external_id) <= LONGEST_ID
    assert event.address is None or 0 < len(event.address) <= LONGEST_ID
    assert event.at.utcoffset() is not None
    assert event.until is None or event.until.utcoffset() is not None
    for words in _words(event):
        assert "\0" not in words
        words.encode()
    if event.kind == "location":
        assert event.latitude is not None
        assert event.longitude is not None
    for angle, limit in ((event.latitude, 90), (event.longitude, 180)):
        assert angle is None or (math.isfinite(angle) and abs(angle) <= limit)
    if event.kind in {"text", "choice", "follow", "opt_in", "echo", "image", "location"}:
        assert event.address is not None


def _words(event: Event) -> Iterator[str]:
    for name in (field.name for field in fields(event)):
        value = getattr(event, name)
        if isinstance(value, str):
            yield value
    yield from event.message_ids
    yield from (file.reference for file in event.attachments)
    yield from (part for pair in event.contact.items() for part in pair)


def is_told_well(found: Sent, account: Account) -> None:
    """Everything the outbox goes by is there, and nothing that has to stay out of logs."""
    assert found.status in STATUSES
    assert found.provider_id is None or found.status == "sent"
    assert found.status == "sent" or found.reason
    assert found.after is None or (math.isfinite(found.after) and found.after >= 0)
    assert found.status != "throttled" or found.after
    for secret in (PERSON, "Xin chào", *account.secrets.values()):
        assert secret not in found.reason
