"""What somebody wrote or attached: `message` of an event. D/webhooks, 2026-05-05; stickers as of
2026-08-30; location and the Like's three ids as nyaruka/courier has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.channels.contract import Attachment, Kind
from bot.channels.messenger.values import Json, degrees, identifier, listed, mapping, text, word

File = Literal["image", "voice", "video", "file", "sticker"]

FILES: Final[dict[str, File]] = {
    "image": "image",
    "audio": "voice",
    "video": "video",
    "file": "file",
    "sticker": "sticker",
}
# The weightiest first: one message is one event, whatever hangs on it.
KINDS: Final[tuple[tuple[File, Kind], ...]] = (
    ("image", "image"),
    ("voice", "voice"),
    ("video", "file"),
    ("file", "file"),
    ("sticker", "sticker"),
)
LINKS = {"fallback", "share", "post", "ig_post", "reel", "ig_reel", "template"}
LIKES = {"369239263222822", "369239343222814", "369239383222810"}  # small, medium, large


@dataclass(frozen=True)
class Content:
    kind: Kind
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


def content(message: Json) -> Content:
    """
    {"mid": "m_1", "text": "xem này", "attachments": [{"type": "image", "payload": {"url": "…"}}]}
    {"mid": "m_1", "attachments": [{"type": "location", "payload": {"coordinates":
        {"lat": 20.1, "long": 105.5}}}]}
    """
    written = text(message.get("text"))
    found = [mapping(item) for item in listed(message.get("attachments"))]
    for item in found:
        where = mapping(mapping(item.get("payload")).get("coordinates"))
        latitude, longitude = degrees(where.get("lat"), 90), degrees(where.get("long"), 180)
        if item.get("type") == "location" and latitude is not None and longitude is not None:
            return Content("location", written, latitude=latitude, longitude=longitude)
    types = {_file(item) for item in found}
    attachments = tuple(dict.fromkeys(filter(None, map(_attachment, found))))
    written = written or _like(found) or next(filter(None, map(_link, found)), "")
    for file, kind in KINDS:
        if file in types:
            return Content(kind, written, attachments)
    return Content("text" if written else "unknown", written)


def _file(item: Json) -> File | None:
    named = item.get("type")
    kind = FILES.get(named) if isinstance(named, str) else None
    if kind == "image" and _sticker(item):  # how stickers came until 2026-08-30
        return "sticker"
    return kind


def _sticker(item: Json) -> str | None:
    return identifier(mapping(item.get("payload")).get("sticker_id"))


def _attachment(item: Json) -> Attachment | None:
    kind = _file(item)
    reference = word(mapping(item.get("payload")).get("url"))
    if kind == "sticker":
        reference = reference or _sticker(item)
    return Attachment(kind, reference) if kind and reference else None


def _like(found: list[Json]) -> str:
    return "👍" if any(_sticker(item) in LIKES for item in found) else ""


def _link(item: Json) -> str:
    """A preview of an address, a post, or in an echo a template: its words and its address."""
    named = item.get("type")
    if not isinstance(named, str) or named not in LINKS:
        return ""
    inner = mapping(item.get("payload"))
    words = (inner.get("text"), inner.get("title") or item.get("title"))
    address = inner.get("url") or item.get("url")
    return "\n".join(dict.fromkeys(line for part in (*words, address) if (line := text(part))))
