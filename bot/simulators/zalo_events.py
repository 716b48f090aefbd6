"""What Zalo tells a webhook, and how it signs it. Shapes: several integrators' published code and
docs.zaloplatforms.com, November 2026; events that nobody documents in full are marked."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from bot.simulators.acts import Act, NotHere
from bot.simulators.letters import Letter, Notice
from bot.simulators.media import Media
from bot.simulators.people import Bubble, Person
from bot.simulators.zalo_account import ZaloAccount

PHOTOS = "f6.photo.talk.zdn.vn"  # hosts seen in integrators' logs
VOICES = "voice-aac-dl.zdn.vn"
FILES = "f6.file.talk.zdn.vn"

# What opens the windows: follow, message, the chat button, an `oa.query` button; seen receipts
# do not (one integrator's specification, 2026-08-20).
INTERACTIONS = frozenset(
    "text tap image video voice file sticker link location contact follow chat_now".split()
)
_SENT = {
    "image": "user_send_image",
    "video": "user_send_video",
    "voice": "user_send_audio",
    "file": "user_send_file",
    "sticker": "user_send_sticker",
    "link": "user_send_link",
    "location": "user_send_location",
    "contact": "user_send_business_card",
}


def mac(first: str, body: bytes, timestamp: str, secret: str) -> str:
    """SHA-256, no HMAC, over first term ‖ raw body ‖ timestamp ‖ secret (ten code bases; three
    of them cite Zalo's event pages)."""
    return hashlib.sha256(first.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def by_app(person: Person) -> str:
    """The id of the same person for the app."""
    return str(int(hashlib.sha256(person.id.encode()).hexdigest()[:15], 16))


def event(
    account: ZaloAccount, person: Person, act: Act, *, id: str, timestamp: int, media: Media
) -> dict[str, Any]:
    """
    Raises:
        NotHere: people cannot do that at an OA.
    """
    common = {"app_id": account.app_id, "user_id_by_app": by_app(person)}
    stamp = {"timestamp": str(timestamp)}
    pair = {"sender": {"id": person.id}, "recipient": {"id": account.id}}
    back = {"sender": {"id": account.id}, "recipient": {"id": person.id}}

    def message(name: str, **inside: Any) -> dict[str, Any]:
        told = {"msg_id": id, **inside}
        if conversation := person.details.get("conversation"):
            name, told = _anonymous(name), {"conversation_id": conversation, **told}
        return {**common, "event_name": name, **pair, "message": told, **stamp}

    match act.kind:
        case "text":
            return message("user_send_text", text=act.text)
        case "tap":  # arrives as a text, which is the payload (several integrators)
            return message("user_send_text", text=act.payload)
        case "follow" | "unfollow":  # neither sender nor recipient
            flat = {"oa_id": account.id, "follower": {"id": person.id}, "event_name": act.kind}
            return {**flat, "source": "oa_profile", **common, **stamp}
        case "chat_now":
            flat = {"oa_id": account.id, "user_id": person.id}
            return {"event_name": "user_click_chatnow", **flat, **common, **stamp}
        case "seen":
            ids = [each.id for each in person.bubbles if each.by != "person"][-20:]
            told = {"event_name": "user_seen_message", "message": {"msg_ids": ids}}
            return {**common, **back, **told, **stamp}
        case "received":
            told = {"event_name": "user_received_message", "message": {"msg_id": act.message}}
            return {**common, **back, **told, **stamp}
        case "react":  # the icon's place is unconfirmed
            return message("user_reacted_message", react_icon=act.text or "/-strong")
        case "share_info":
            info = {
                "name": act.name or person.name,
                "phone": act.phone or "84900000000",
                "full_address": {"user_city": "Thanh Hóa", "user_ward": "", "user_address": ""},
            }
            return {**common, "event_name": "user_submit_info", **pair, "info": info, **stamp}
        case "withdraw":  # shape unconfirmed
            flat = {"oa_id": account.id, "user_id": person.id}
            return {"event_name": "user_withdraw", **flat, **common, **stamp}
        case "unknown":
            return message("user_send_hologram", text="?")
    if act.kind not in _SENT:
        raise NotHere(f"Zalo OA không có thao tác {act.kind!r}")
    inside: dict[str, Any] = {"attachments": [attachment(act, media)]}
    if act.text:
        inside["text"] = act.text
    return message(_SENT[act.kind], **inside)


def _anonymous(name: str) -> str:
    """Visitors of Zalo's widget on a web site, who have no account (one integrator's code).

    Raises:
        NotHere: they send texts, images, files and stickers alone.
    """
    if name.removeprefix("user_send_") not in ("text", "image", "file", "sticker"):
        raise NotHere("Khách của tiện ích trên trang web không có thao tác này")
    return name.replace("user_", "anonymous_")


def attachment(act: Act, media: Media) -> dict[str, Any]:
    file = media.find(act.url)
    kind = {"voice": "audio", "contact": "link"}.get(act.kind, act.kind)
    payload: dict[str, Any]
    match act.kind:
        case "location":  # strings, under coordinates (several integrators)
            at = {"latitude": str(act.latitude), "longitude": str(act.longitude)}
            payload = {"coordinates": at}
        case "contact":  # unconfirmed
            payload = {"description": json.dumps({"phone": act.phone, "caption": act.name})}
        case "file":
            url = media.address(file, FILES) if file else act.url
            payload = {"url": url, "name": act.name, "size": str(act.size)}
        case "sticker":
            url = media.address(file, PHOTOS) if file else act.url
            payload = {"id": "20001", "url": url}
        case "link":
            payload = {"url": act.url, "thumbnail": "", "description": act.text}
        case _:
            host = VOICES if act.kind == "voice" else PHOTOS
            url = media.address(file, host) if file else act.url
            payload = {"url": url}
            if act.kind != "voice":
                payload["thumbnail"] = url
    return {"type": kind, "payload": payload}


def echo(account: ZaloAccount, person: Person, bubble: Bubble, timestamp: int) -> dict[str, Any]:
    """An `oa_send_*`: of calls to the API too; of staff with `sender.admin_id`."""
    kinds = {"image": "oa_send_image", "file": "oa_send_file", "card": "oa_send_list"}
    sender = {"id": account.id}
    if bubble.by == "staff":
        sender["admin_id"] = str(bubble.raw.get("admin", "7700000001"))
    message: dict[str, Any] = {"msg_id": bubble.id, "text": bubble.text}
    name = kinds.get(bubble.said.kind, "oa_send_text")
    if conversation := person.details.get("conversation"):
        message["conversation_id"] = conversation
        name = name.replace("oa_send_", "oa_send_anonymous_")
    if bubble.said.image:
        url = bubble.said.image
        payload = {"url": url, "thumbnail": url}
        message["attachments"] = [{"type": "image", "payload": payload}]
    return {
        "app_id": account.app_id,
        "user_id_by_app": by_app(person),
        "event_name": name,
        "sender": sender,
        "recipient": {"id": person.id},
        "message": message,
        "timestamp": str(timestamp),
    }


def letter(account: ZaloAccount, notice: Notice, attempt: int) -> Letter:
    """A repeat keeps body and timestamp and counts itself in `num_retry`."""
    body = json.dumps(notice.event, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "ZaloOA/simulator"}
    signing = account.signing
    first = account.app_id if signing.first == "app_id" else account.id
    secret = account.oa_secret if signing.secret == "oa" else account.app_secret
    stamp = str(notice.event["timestamp"])
    if signing.timestamp == "header":
        stamp = str(int(stamp) + 1)  # so that the two can be told apart
        headers["X-ZEvent-Timestamp"] = stamp
    match signing.form:
        case "right":
            headers["X-ZEvent-Signature"] = signing.prefix + mac(first, body, stamp, secret)
        case "wrong":
            headers["X-ZEvent-Signature"] = signing.prefix + mac(first, body, stamp, secret + "?")
        case "hmac":  # some published code expects this; Zalo never sends it
            digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-ZEvent-Signature"] = signing.prefix + digest
        case "missing":
            pass
    if attempt > 1:
        headers["num_retry"] = str(attempt - 1)
    return Letter(body, headers)


def move(person: Person, act: Act, now_is: Any) -> None:
    """What an act changes in what the OA may do afterwards."""
    if act.kind in INTERACTIONS:
        person.last_act = now_is
        person.details["replies"] = 0
        if person.standing != "blocked" or act.kind == "follow":
            person.standing = "active"
    if act.kind in ("follow", "unfollow"):
        person.details["follows"] = act.kind == "follow"
    if act.kind == "unfollow":
        person.standing = "blocked"
