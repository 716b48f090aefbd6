"""From a webhook's body to our events: every entry, and `messaging`, `standby` and `changes` of
each. D/webhooks, 2026-05-05.

{"object": "page", "entry": [{"id": "<PAGE>", "time": 1458692752478, "messaging": [
    {"sender": {"id": "<PSID>"}, "recipient": {"id": "<PAGE>"}, "timestamp": 1458692752478, …}]}]}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.channels.contract import Account, Event, Kind, Malformed
from bot.channels.messenger.messages import content
from bot.channels.messenger.values import (
    Json,
    digest,
    identifier,
    listed,
    load,
    mapping,
    moment,
    text,
    word,
)

GET_STARTED = "GET_STARTED"
ACCOUNT_FIELDS = {  # the utility messages' page and the list of webhooks spell it differently
    "message_template_status_update",
    "messenger_template_status_update",
    "messaging_policy_enforcement",
}


@dataclass(frozen=True)
class Item:
    """What all events of a `messaging` array have."""

    page: str
    app: str | None  # ours, if known
    sender: str | None
    recipient: str | None
    at: dt.datetime
    digest: str


def parse(body: bytes, account: Account, now: dt.datetime) -> list[Event]:
    """`now` stands for a time that Meta left out.

    Raises:
        Malformed: no JSON, no object, or one without entries.
    """
    payload = load(body)
    entries = payload.get("entry")
    if not isinstance(entries, list):
        raise Malformed("no entries")
    ours = payload.get("object") == "page"
    try:
        return [event for entry in entries for event in _entry(entry, account, ours, now)]
    except RecursionError:
        raise Malformed("too deep") from None


def _entry(entry: Any, account: Account, ours: bool, now: dt.datetime) -> Iterator[Event]:
    parts = mapping(entry)
    at = moment(parts.get("time")) or now
    lists = [listed(parts.get(name)) for name in ("messaging", "standby", "changes")]
    page = identifier(parts.get("id")) or account.vendor_id
    if not ours or page != account.vendor_id or not any(lists):
        # A redelivery has another `time`: restfb#614.
        rest = {name: part for name, part in parts.items() if name != "time"} or entry
        yield Event("unknown", digest("entry", rest), None, at)
        return
    messaging, standby, changes = lists
    for item in messaging:
        yield _messaging(item, account, at)
    for item in standby:
        event = _messaging(item, account, at)
        if event.kind != "echo":
            # Another app has the conversation. It may be handed to us, and then the same message
            # may come again as `messaging`: another id, or that one would be a duplicate.
            event = replace(event, kind="unknown", external_id=f"standby:{event.external_id}")
        yield event
    for item in changes:
        yield _change(item, page, at)


def _change(item: Any, page: str, at: dt.datetime) -> Event:
    """{"field": "feed", "value": {"item": "comment", "created_time": 1458692752, …}}"""
    change = mapping(item)
    field, value = text(change.get("field")), mapping(change.get("value"))
    return Event(
        "account" if field in ACCOUNT_FIELDS else "unknown",
        digest(page, "change", item),
        None,
        moment(value.get("created_time")) or at,
        text=text(value.get("event")) or text(value.get("reason")),
        payload=field or None,
    )


def _messaging(raw: Any, account: Account, entry_at: dt.datetime) -> Event:
    parts = mapping(raw)
    watermark = mapping(parts.get("delivery")) or mapping(parts.get("read"))
    item = Item(
        page=account.vendor_id,
        app=account.options.get("app_id"),
        sender=identifier(mapping(parts.get("sender")).get("id")),
        recipient=identifier(mapping(parts.get("recipient")).get("id")),
        at=moment(parts.get("timestamp")) or moment(watermark.get("watermark")) or entry_at,
        digest=digest(account.vendor_id, raw),
    )
    for name, read in READERS.items():
        part = parts.get(name)
        if isinstance(part, dict):
            event = read(part, item)
            if event.kind != "account" and event.address is None:
                return replace(event, kind="unknown")
            return event
    return _event("unknown", item)


def _person(item: Item) -> str | None:
    """Who did it. The Page itself is nobody to answer."""
    return item.sender if item.sender != item.page else None


def _event(kind: Kind, item: Item, external_id: str | None = None, **more: Any) -> Event:
    return Event(kind, external_id or item.digest, _person(item), item.at, **more)


def _message(message: Json, item: Item) -> Event:
    """{"mid": "m_1", "text": "Xanh", "quick_reply": {"payload": "GREEN"}, "referral": {…}}"""
    mid = identifier(message.get("mid"))
    if message.get("is_deleted") is True:
        return _event("unknown", item, mid and f"deleted:{mid}", message_ids=_ids(mid))
    if message.get("is_echo") is True:
        return _echo(message, mid, item)
    found = content(message)
    ref = word(mapping(message.get("referral")).get("ref"))
    payload = word(mapping(message.get("quick_reply")).get("payload"))
    if payload is not None:
        title = found.text or None
        return _event("choice", item, mid, text=found.text, payload=payload, title=title, ref=ref)
    return _event(
        found.kind,
        item,
        mid,
        text=found.text,
        ref=ref,
        attachments=found.attachments,
        latitude=found.latitude,
        longitude=found.longitude,
    )


def _echo(message: Json, mid: str | None, item: Item) -> Event:
    """{"is_echo": true, "app_id": 1517776481860111, "metadata": "<ours>", "mid": "m_1"}

    The Page's inbox writes under another app's id, or under none, and never with metadata: that
    only a program can add. So a wrong or missing `app_id` in the account's options does not make
    a person of our own sends.
    """
    found, app = content(message), identifier(message.get("app_id"))
    marker = word(message.get("metadata"))
    return Event(
        "echo",
        mid or item.digest,
        item.recipient if item.recipient != item.page else None,
        item.at,
        text=found.text,
        attachments=found.attachments,
        latitude=found.latitude,
        longitude=found.longitude,
        message_ids=_ids(mid),
        marker=marker,
        by_person=marker is None and (app is None or app != item.app),
    )


def _postback(postback: Json, item: Item) -> Event:
    """{"title": "Bắt đầu", "payload": "GET_STARTED", "mid": "m_1", "referral": {"ref": "qr-1"}}

    Whether `mid` is always there Meta does not say; nyaruka/courier sees it. Under `standby`
    there is no payload (D/webhooks/webhook-events/standby).
    """
    payload, title = word(postback.get("payload")), word(postback.get("title"))
    ref = word(mapping(postback.get("referral")).get("ref"))
    kind: Kind = "follow" if payload == GET_STARTED else "choice"
    if payload is None:
        kind = "text" if title else "unknown"
    mid = identifier(postback.get("mid"))
    return _event(kind, item, mid, text=title or "", payload=payload, title=title, ref=ref)


def _referral(referral: Json, item: Item) -> Event:
    """{"ref": "qr-hue-01", "source": "SHORTLINK", "type": "OPEN_THREAD"}: into a conversation
    that was there."""
    return _event("referral", item, ref=word(referral.get("ref")))


def _optin(optin: Json, item: Item) -> Event:
    """{"type": "notification_messages", "payload": "WEEKLY", "title": "…"}, or from a plugin
    {"ref": "…", "user_ref": "…"}, which names no person yet."""
    return _event(
        "opt_in",
        item,
        payload=word(optin.get("payload")),
        title=word(optin.get("title")),
        ref=word(optin.get("ref")),
    )


def _delivery(delivery: Json, item: Item) -> Event:
    """{"mids": ["m_1"], "watermark": 1458668856253}: `mids` may be missing."""
    mids = tuple(found for mid in listed(delivery.get("mids")) if (found := identifier(mid)))
    return _event("delivered", item, message_ids=mids, until=moment(delivery.get("watermark")))


def _read(read: Json, item: Item) -> Event:
    """{"watermark": 1458668856253}"""
    return _event("read", item, until=moment(read.get("watermark")))


def _reaction(reaction: Json, item: Item) -> Event:
    """{"reaction": "love", "emoji": "❤️", "action": "react", "mid": "<reacted to>"}"""
    return _event(
        "unknown",
        item,
        text=text(reaction.get("emoji")),
        payload=word(reaction.get("action")),
        message_ids=_ids(identifier(reaction.get("mid"))),
    )


def _edit(edit: Json, item: Item) -> Event:
    """{"mid": "<edited>", "text": "…", "num_edit": 1} (D/webhooks/webhook-events/message-edits)"""
    mid = identifier(edit.get("mid"))
    return _event("unknown", item, text=text(edit.get("text")), message_ids=_ids(mid))


def _policy(policy: Json, item: Item) -> Event:
    """{"action": "warning|block|unblock", "reason": "…"}: no sender."""
    action, reason = word(policy.get("action")), text(policy.get("reason"))
    return Event("account", item.digest, None, item.at, text=reason, payload=action)


def _ids(mid: str | None) -> tuple[str, ...]:
    return (mid,) if mid else ()


READERS: Final[dict[str, Callable[[Json, Item], Event]]] = {
    "message": _message,
    "postback": _postback,
    "referral": _referral,
    "optin": _optin,
    "delivery": _delivery,
    "read": _read,
    "reaction": _reaction,
    "message_edit": _edit,
    "policy_enforcement": _policy,
}
