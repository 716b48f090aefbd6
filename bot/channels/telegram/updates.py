"""What an update says. Shapes: core.telegram.org/bots/api#update (Bot API 10.3).

A text message, as it comes:

    {"update_id": 1001, "message": {"message_id": 11, "date": 1700000000, "text": "Xin chào",
     "chat": {"id": 900, "type": "private"}, "from": {"id": 900, "first_name": "An"}}}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from bot.channels.bot_api import Clock, inner, moment, read_object, whole, words
from bot.channels.contract import Attachment, Event, Kind, Malformed
from bot.channels.menu import MENU

Form = Literal["image", "voice", "video", "file", "sticker"]

_START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_COMMAND = re.compile(r"/(\w{1,32})(?:@\w+)?\s*")
_LINK_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # core.telegram.org/bots/features#deep-linking
_PICTURES = {"image/jpeg", "image/png", "image/webp"}

# An animation comes with the document it is: the first that is there counts.
_FILES: tuple[tuple[str, Kind, Form], ...] = (
    ("sticker", "sticker", "sticker"),
    ("voice", "voice", "voice"),
    ("video_note", "file", "video"),
    ("video", "file", "video"),
    ("animation", "file", "video"),
    ("audio", "file", "file"),
    ("document", "file", "file"),
)


def read_update(body: bytes, now: Clock) -> Event:
    """One update is one event; groups, channels and what we have no use for are "unknown",
    with the vendor's name for it as the title.

    A tap and some others carry no time: they happened `now`. `sequence` is the update's number,
    which Telegram counts up for each bot, anew after a week of silence.

    Raises:
        Malformed: no JSON object, or without `update_id`.
    """
    update = read_object(body)
    number = whole(update, "update_id")
    if number is None:
        raise Malformed("no update_id")
    names = [key for key, value in update.items() if isinstance(value, dict)]
    name = next((key for key in names if key in _READERS), names[0] if names else "")
    item = inner(update, name)
    at = moment(whole(item, "edit_date") or whole(item, "date")) or now()
    person = _person(item)
    event = Event("unknown", str(number), person, at, sequence=number)
    if name == "callback_query":
        event = replace(event, answer=words(item, "id") or None)
    reader = _READERS.get(name)
    if reader and person:
        event = reader(item, event)
    return replace(event, title=name[:100]) if event.kind == "unknown" else event


def _person(item: Mapping[str, Any]) -> str | None:
    """Whom it is about: a private chat has the person's id. Nobody, in a group."""
    for holder in (item, inner(item, "message")):
        if chat := inner(holder, "chat"):
            number = whole(chat, "id")
            return str(number) if number and chat.get("type") == "private" else None
    number = whole(inner(item, "from"), "id")  # a tap under a message sent through inline mode
    return str(number) if number else None


def _message(message: Mapping[str, Any], event: Event) -> Event:
    event = replace(event, text=words(message, "text") or words(message, "caption"))
    if photos := [size for size in _objects(message, "photo") if words(size, "file_id")]:
        return replace(event, kind="image", attachments=(_attachment(max(photos, key=_area)),))
    for key, kind, form in _FILES:
        file = inner(message, key)
        if words(file, "file_id"):
            if key == "document" and words(file, "mime_type") in _PICTURES:
                return replace(event, kind="image", attachments=(_attachment(file),))
            return replace(event, kind=kind, attachments=(_attachment(file, form),))
    if place := inner(message, "location"):
        return _location(
            place, replace(event, title=words(inner(message, "venue"), "title") or None)
        )
    if contact := inner(message, "contact"):
        return _contact(contact, event)
    return _text(event) if words(message, "text") else event


def _text(event: Event) -> Event:
    start = _START.fullmatch(event.text)
    if start is None:
        return _chosen(event) or replace(event, kind="text")
    payload = (start[1] or "").strip()
    if _LINK_PAYLOAD.fullmatch(payload):
        return replace(event, kind="follow", text="", ref=payload)
    return replace(event, kind="follow", text=payload)


def _chosen(event: Event) -> Event | None:
    """A command of our menu is a choice; any other is a text."""
    command = _COMMAND.fullmatch(event.text)
    entry = next((each for each in MENU if command and each.command == command[1].lower()), None)
    if entry is None:
        return None
    return replace(event, kind="choice", text=entry.title, payload=entry.payload, title=entry.title)


def _attachment(file: Mapping[str, Any], form: Form = "image") -> Attachment:
    return Attachment(form, words(file, "file_id"), whole(file, "file_size"))


def _area(size: Mapping[str, Any]) -> int:
    return (whole(size, "width") or 0) * (whole(size, "height") or 0)


def _location(place: Mapping[str, Any], event: Event) -> Event:
    latitude: Any = place.get("latitude")
    longitude: Any = place.get("longitude")
    if not (_within(latitude, 90) and _within(longitude, 180)):
        return event
    return replace(event, kind="location", latitude=float(latitude), longitude=float(longitude))


def _within(value: Any, limit: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit


def _contact(contact: Mapping[str, Any], event: Event) -> Event:
    """`own` tells a person's own number from that of somebody in their address book."""
    shared = {
        "name": f"{words(contact, 'first_name')} {words(contact, 'last_name')}".strip(),
        "phone": words(contact, "phone_number"),
        "own": "yes" if str(whole(contact, "user_id")) == event.address else "no",
    }
    kept = {key: value for key, value in shared.items() if value}
    return replace(event, kind="contact", contact=kept)


def _tap(query: Mapping[str, Any], event: Event) -> Event:
    payload = words(query, "data")
    if not payload:
        return event
    rows = inner(inner(query, "message"), "reply_markup").get("inline_keyboard")
    buttons = [button for row in _lists(rows) for button in row if isinstance(button, dict)]
    tapped = [each for each in buttons if words(each, "callback_data") == payload]
    title = words(tapped[0], "text") if tapped else None
    return replace(event, kind="choice", payload=payload, title=title)


def _membership(change: Mapping[str, Any], event: Event) -> Event:
    """Only on blocking ("kicked") and unblocking ("member"), for a private chat."""
    status = words(inner(change, "new_chat_member"), "status")
    kinds: dict[str, Kind] = {"kicked": "unfollow", "left": "unfollow", "member": "follow"}
    return replace(event, kind=kinds.get(status, "unknown"))


def _objects(value: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = value.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _lists(value: Any) -> list[list[Any]]:
    return [each for each in value if isinstance(each, list)] if isinstance(value, list) else []


_READERS: dict[str, Callable[[Mapping[str, Any], Event], Event]] = {
    "message": _message,
    "callback_query": _tap,
    "my_chat_member": _membership,
}
