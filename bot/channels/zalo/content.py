"""What an event says, by its kind: the fields of our event that Zalo's `message` or `info` fills.

Attachments stand under `message` (most) or at the top (one test file), a location under
`payload.coordinates` (several sources) or `message.location` (one).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Literal

from bot.channels.contract import Attachment, Kind
from bot.channels.zalo.payload import at, clean, items, string, whole

PREFIX = "#gs:"
"""A tap on our button comes as a plain text that is the button's payload; this tells it from what
people type. Whoever types it all the same gets what the button gives, and no more."""

ATTACHMENTS: dict[str, Literal["image", "voice", "video", "file", "sticker"]] = {
    "image": "image",
    "gif": "sticker",
    "sticker": "sticker",
    "audio": "voice",
    "voice": "voice",
    "video": "video",
    "file": "file",
}
COORDINATES = (("latitude", "longitude"), ("lat", "long"), ("lat", "lon"), ("lat", "lng"))

Fields = dict[str, Any]


def read(kind: Kind, found: dict[str, Any]) -> Fields:
    reader = READERS.get(kind)
    return reader(found) if reader else {}


def message_id(found: dict[str, Any]) -> str:
    return string(found, "message", "msg_id") or string(found, "message", "mid")


def _text(found: dict[str, Any]) -> Fields:
    text = string(found, "message", "text")
    before, _, payload = text.strip().partition(PREFIX)
    if payload and not before:
        return {"kind": "choice", "payload": payload}
    links = (string(each, "payload", "url") for each in _attached(found))
    return {"text": text or next((link for link in links if link), "")}


def _media(found: dict[str, Any]) -> Fields:
    return {
        "text": string(found, "message", "text"),
        "attachments": tuple(_attachments(found)),
    }


def _attachments(found: dict[str, Any]) -> Iterator[Attachment]:
    for each in _attached(found):
        kind = ATTACHMENTS.get(string(each, "type"))
        reference = string(each, "payload", "url") or string(each, "payload", "id")
        if kind and reference:
            yield Attachment(kind, reference, whole(string(each, "payload", "size")))


def _attached(found: dict[str, Any]) -> list[Any]:
    return items(found, "message", "attachments") or items(found, "attachments")


def _location(found: dict[str, Any]) -> Fields:
    for place in _places(found):
        for first, second in COORDINATES:
            latitude = _degrees(string(place, first), 90)
            longitude = _degrees(string(place, second), 180)
            if latitude is not None and longitude is not None:
                return {"latitude": latitude, "longitude": longitude}
    return {"kind": "unknown"}


def _places(found: dict[str, Any]) -> Iterator[Any]:
    for each in _attached(found):
        yield at(each, "payload", "coordinates")
        yield at(each, "payload")
    yield at(found, "message", "location", "coordinates")
    yield at(found, "message", "location")


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def _follow(found: dict[str, Any]) -> Fields:
    """`source` says by which of Zalo's doors they came ("oa_profile"), as far as anybody has
    seen; none of its values is known to carry a parameter of a link."""
    return {"ref": string(found, "source") or None}


def _receipt(found: dict[str, Any]) -> Fields:
    """`user_seen_message` has the array `msg_ids`, `user_received_message` one `msg_id`."""
    several = [clean(each) for each in items(found, "message", "msg_ids") if isinstance(each, str)]
    return {"message_ids": tuple(several) or _own(found)}


def _own(found: dict[str, Any]) -> tuple[str, ...]:
    message = message_id(found)
    return (message,) if message else ()


def _echo(found: dict[str, Any]) -> Fields:
    """`sender.admin_id` is there when somebody wrote in OA Manager."""
    return {
        **_media(found),
        "message_ids": _own(found),
        "by_person": bool(string(found, "sender", "admin_id")),
    }


def _contact(found: dict[str, Any]) -> Fields:
    """Name, phone and address; birthday and gender are shared along and left alone.

    The new form is `info.full_address.{user_city, user_ward, user_address}`, older code reads
    `info.{city, district, address}`.
    """
    shared = {
        "name": string(found, "info", "name"),
        "phone": string(found, "info", "phone"),
        "city": _either(found, "user_city", "city"),
        "district": string(found, "info", "district"),
        "ward": _either(found, "user_ward", "ward"),
        "address": _either(found, "user_address", "address"),
    }
    contact = {key: value for key, value in shared.items() if value}
    return {"contact": contact} if contact else {"kind": "unknown"}


def _either(found: dict[str, Any], new: str, old: str) -> str:
    return string(found, "info", "full_address", new) or string(found, "info", old)


READERS: dict[Kind, Callable[[dict[str, Any]], Fields]] = {
    "text": _text,
    "image": _media,
    "sticker": _media,
    "voice": _media,
    "file": _media,
    "location": _location,
    "follow": _follow,
    "read": _receipt,
    "delivered": _receipt,
    "echo": _echo,
    "contact": _contact,
}
