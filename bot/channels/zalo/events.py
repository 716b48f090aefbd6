"""From a Zalo webhook to our event. A body holds one event.

The usual shape (several integrators, a sample at docs.a4b.vn, 2026-11):

    {"app_id": "111", "user_id_by_app": "222", "event_name": "user_send_text",
     "sender": {"id": "900"}, "recipient": {"id": "500"},
     "message": {"msg_id": "m1", "text": "Xin chào"}, "timestamp": "1700000000000"}

Follows have `follower` and `oa_id` instead of sender and recipient, a tap on "chat now" the flat
`user_id` and `oa_id`. In receipts sources differ on who is the sender, so the person is whichever
side is not our OA.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.channels.contract import Account, Event, Kind, Malformed
from bot.channels.zalo import addresses, content, names
from bot.channels.zalo.payload import items, load, string

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LONGEST_ID = 200

Clock = Callable[[], dt.datetime]


def parse(body: bytes, account: Account, headers: Mapping[str, str], clock: Clock) -> list[Event]:
    """`clock` dates what carries no timestamp. Events of kind "unknown" and "account" have
    Zalo's event name as their `title`."""
    found = load(body)
    name = string(found, "event_name")
    kind = _kind(found, name, account)
    try:
        event = Event(
            kind=kind,
            external_id=_identity(found, name, kind),
            address=_address(found, name, kind, account, headers),
            at=_moment(string(found, "timestamp")) or clock(),
            conversation=string(found, "message", "conversation_id") or None,
        )
    except RecursionError:
        raise Malformed("nested too deep") from None
    return [_named(replace(event, **content.read(kind, found)), name)]


def _kind(found: dict[str, Any], name: str, account: Account) -> Kind:
    return "unknown" if _of_another(found, account) else names.kind_of(name)


def _of_another(found: dict[str, Any], account: Account) -> bool:
    """Plainly about another OA. Several OAs of one app share one webhook address, and a person of
    one is nobody to the other."""
    sides = [string(found, "sender", "id"), string(found, "recipient", "id")]
    owner = string(found, "oa_id")
    if account.vendor_id in (*sides, owner):
        return False
    return bool(owner) or all(sides)


def _address(
    found: dict[str, Any], name: str, kind: Kind, account: Account, headers: Mapping[str, str]
) -> str | None:
    if kind == "account" or names.of_group(name) or _of_another(found, account):
        return None
    if headers.get("x-zevent-server", "").upper() == "ZNS":
        return None  # the receipt of a template sent by phone: its recipient is a phone number
    sides = (
        string(found, "sender", "id"),
        string(found, "recipient", "id"),
        string(found, "follower", "id"),
        string(found, "user_id"),
    )
    person = next((side for side in sides if side and side != account.vendor_id), None)
    if person and names.is_anonymous(name):
        person = addresses.anonymous(person, string(found, "message", "conversation_id"))
    return person if person and len(person) <= LONGEST_ID else None


def _named(event: Event, name: str) -> Event:
    """What says nothing of whom it is about cannot be answered; that somebody asked for erasure
    still has to be told."""
    if event.address is None and event.kind not in ("account", "delivered", "unknown"):
        event = replace(event, kind="account" if event.kind == "erase" else "unknown")
    return replace(event, title=name[:100]) if event.kind in ("account", "unknown") else event


def _identity(found: dict[str, Any], name: str, kind: Kind) -> str:
    """A message's own id; else a hash of the name, ids and time, which retries keep; of what we
    do not know, a hash of all of it."""
    message = content.message_id(found)
    own = f"{name}:{message}"
    if message and names.is_message(name) and len(own) <= LONGEST_ID:
        return own
    time = string(found, "timestamp")
    if kind in ("account", "unknown") or not time:
        return _hash(found)
    people = [
        string(found, "sender", "id"),
        string(found, "recipient", "id"),
        string(found, "oa_id"),
        string(found, "follower", "id"),
        string(found, "user_id"),
    ]
    return _hash([name, time, people, message, items(found, "message", "msg_ids")])


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _moment(milliseconds: str) -> dt.datetime | None:
    if not (milliseconds.isascii() and milliseconds.isdigit()) or len(milliseconds) > 15:
        return None
    try:
        return EPOCH + dt.timedelta(milliseconds=int(milliseconds))
    except OverflowError:
        return None
