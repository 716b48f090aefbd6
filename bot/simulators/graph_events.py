"""What Meta tells a webhook, and how it signs it (D/webhooks, 2026-05-05)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from bot.simulators.acts import Act, NotHere
from bot.simulators.graph_account import PageAccount
from bot.simulators.letters import Letter, Notice
from bot.simulators.media import Media
from bot.simulators.people import Bubble, Person

MEDIA_HOST = "scontent.xx.fbcdn.net"
PAGE_INBOX = 263902037430900  # app id of Meta's own inbox in echoes; unconfirmed
LIKE = 369239263222822  # the sticker of Meta's sample

# What opens the 24 h again (D/send-messages). Which ones need an existing conversation is not
# modelled: a person here has one once they did anything.
INTERACTIONS = frozenset(
    "text tap image video voice file sticker link location follow referral react".split()
)
_FIELDS = {
    "follow": "messaging_postbacks",
    "referral": "messaging_referrals",
    "opt_in": "messaging_optins",
    "seen": "message_reads",
    "received": "message_deliveries",
    "edit": "message_edits",
    "react": "message_reactions",
}


def field_of(act: Act) -> str:
    """Which subscription brings it."""
    if act.kind == "tap":
        return "messages" if act.quick else "messaging_postbacks"
    return _FIELDS.get(act.kind, "messages")


def event(
    account: PageAccount, person: Person, act: Act, *, id: str, timestamp: int, media: Media
) -> dict[str, Any] | None:
    """None: Meta tells nothing of it.

    Raises:
        NotHere: people cannot do that at a Page.
    """
    if act.kind == "unfollow":
        return None  # of a block nobody is told
    pair = {"sender": {"id": person.id}, "recipient": {"id": account.id}}
    content = _message(account, act, id, media) or _other(account, person, act, timestamp)
    if content is None:
        raise NotHere(f"Messenger không có thao tác {act.kind!r}")
    stamp = timestamp
    if act.kind == "referral" and account.referral_in_seconds:
        stamp //= 1000
    return {**pair, "timestamp": stamp, **content}


def _message(account: PageAccount, act: Act, id: str, media: Media) -> dict[str, Any] | None:
    match act.kind:
        case "text":
            return {"message": {"mid": id, "text": act.text}}
        case "tap" if act.quick:
            reply = {"payload": act.payload}
            return {"message": {"mid": id, "text": act.text, "quick_reply": reply}}
        case "tap":
            return {"postback": _postback(account, id, act, act.text, act.payload)}
        case "follow":
            return {"postback": _postback(account, id, act, "Bắt đầu", _get_started(account))}
    attachment = _attachment(act, media)
    if attachment is None:
        return None
    message: dict[str, Any] = {"mid": id, "attachments": [attachment]}
    if act.text:
        message["text"] = act.text
    return {"message": message}


def _other(account: PageAccount, person: Person, act: Act, timestamp: int) -> dict[str, Any] | None:
    match act.kind:
        case "referral":
            return {"referral": _referral(act)}
        case "opt_in":
            return {"optin": {"ref": act.ref, "user_ref": f"ref-{person.id}"}}
        case "seen":
            return {"read": {"watermark": timestamp}}
        case "received":
            told: dict[str, Any] = {"watermark": timestamp}
            return {"delivery": {"mids": [act.message], **told} if account.delivery_mids else told}
        case "edit":  # shape unconfirmed
            return {"message_edit": {"mid": act.message, "text": act.text, "num_edit": 1}}
        case "unsend":
            return {"message": {"mid": act.message, "is_deleted": True}}
        case "react":
            reaction = {"mid": act.message, "action": "react", "reaction": "love", "emoji": "❤"}
            return {"reaction": reaction}
        case "unknown":
            return {"telepathy": {"mood": "?"}}
    return None


def _referral(act: Act) -> dict[str, str]:
    return {"ref": act.ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}


def _get_started(account: PageAccount) -> str:
    """Newcomers see the ice breakers instead, where there are any (docs/messenger-platform/
    reference/messenger-profile-api/ice-breakers, 2024-06-26)."""
    if account.of_profile("ice_breakers"):
        raise NotHere("Trang có câu hỏi gợi ý, nên Messenger không hiện nút Bắt đầu.")
    if "get_started" not in account.profile:
        raise NotHere("Trang chưa đặt nút Bắt đầu.")
    return str(account.profile["get_started"]["payload"])


def _postback(account: PageAccount, id: str, act: Act, title: str, payload: str) -> dict[str, Any]:
    """Who came by a link: `referral`, of whatever is tapped first (D/webhooks/webhook-events/
    messaging_postbacks, 2026-02-26)."""
    postback: dict[str, Any] = {"title": title, "payload": payload}
    if act.ref:
        postback["referral"] = _referral(act)
    return {"mid": id, **postback} if account.postback_mid else postback


def _attachment(act: Act, media: Media) -> dict[str, Any] | None:
    file = media.find(act.url)
    url = media.address(file, MEDIA_HOST) if file else act.url
    match act.kind:
        case "image" | "video" | "file":
            return {"type": act.kind, "payload": {"url": url}}
        case "voice":
            return {"type": "audio", "payload": {"url": url}}
        case "sticker":  # since 2026-08-30 only so, without a twin of type image
            return {"type": "sticker", "payload": {"url": url, "sticker_id": LIKE}}
        case "link":
            return {"type": "fallback", "payload": {"url": act.url, "title": act.name or act.url}}
        case "location":  # in courier's code; D does not show it
            at = {"lat": act.latitude, "long": act.longitude}
            return {"type": "location", "payload": {"coordinates": at}}
    return None


def echo(account: PageAccount, person: Person, bubble: Bubble, timestamp: int) -> dict[str, Any]:
    """Sender is the Page. `metadata` brings back what the send carried (D/webhooks)."""
    staff = bubble.by == "staff"
    message: dict[str, Any] = {
        "is_echo": True,
        "app_id": PAGE_INBOX if staff else int(account.app_id),
        "mid": bubble.id,
    }
    if bubble.said.marker is not None:
        message["metadata"] = bubble.said.marker
    if bubble.text:
        message["text"] = bubble.text
    if bubble.said.image:
        message["attachments"] = [{"type": "image", "payload": {"url": bubble.said.image}}]
    pair = {"sender": {"id": account.id}, "recipient": {"id": person.id}}
    return {**pair, "timestamp": timestamp, "message": message}


def wire(payload: Any) -> bytes:
    """As Meta writes it: ASCII, escapes in lower case, slashes escaped too."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def signature(body: bytes, secret: str) -> str:
    """HMAC-SHA256 with the app's secret over the bytes on the wire (D/webhooks)."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def letter(account: PageAccount, notices: Sequence[Notice], now: int) -> Letter:
    """A repeat has the same items and another `entry.time` (restfb#614)."""
    entries: list[dict[str, Any]] = []
    for notice in notices:
        slot, item = notice.event["slot"], notice.event["item"]
        if account.together == "messaging" and entries and slot in entries[-1]:
            entries[-1][slot].append(item)
        else:
            entries.append({"id": account.id, "time": now, slot: [item]})
    body = wire({"object": "page", "entry": entries})
    headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
    match account.signing:
        case "right":
            headers["X-Hub-Signature-256"] = signature(body, account.app_secret)
        case "wrong":
            headers["X-Hub-Signature-256"] = signature(body, account.app_secret + "?")
        case "sha1":  # the old header alone
            digest = hmac.new(account.app_secret.encode(), body, hashlib.sha1).hexdigest()
            headers["X-Hub-Signature"] = f"sha1={digest}"
        case "missing":
            pass
    return Letter(body, headers)
