"""Updates as Telegram sends them; shapes by aiogram's types."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from bot.simulators.acts import Act, NotHere
from bot.simulators.letters import Letter, Notice
from bot.simulators.media import File, Media
from bot.simulators.people import Bubble, Person
from bot.simulators.telegram_account import BotAccount

_COMMAND = re.compile(r"/[A-Za-z0-9_]+")
_TOLD_NOTHING = frozenset({"seen", "received", "unsend"})  # bots hear of none of these


def user(person: Person) -> dict[str, Any]:
    named = {"id": int(person.id), "is_bot": False, "first_name": person.name}
    return {**named, "language_code": "vi"}


def chat(person: Person) -> dict[str, Any]:
    return {"id": int(person.id), "type": "private", "first_name": person.name}


def bot(account: BotAccount) -> dict[str, Any]:
    named = {"id": int(account.id), "is_bot": True, "first_name": account.name}
    return {**named, "username": account.username}


def message(account: BotAccount, person: Person, bubble: Bubble) -> dict[str, Any]:
    """A message of the bot, as its send returns it."""
    said = bubble.said
    told: dict[str, Any] = {
        "message_id": int(bubble.id),
        "from": bot(account),
        "chat": chat(person),
        "date": int(bubble.at.timestamp()),
    }
    if said.image is not None:
        told["photo"] = _sizes("P" + bubble.id, 0)
        if said.text:
            told["caption"] = said.text
    else:
        told["text"] = said.text
    if said.keys:
        rows = [[_key(each.title, each.payload, each.url)] for each in said.keys]
        told["reply_markup"] = {"inline_keyboard": rows}
    return told


def _key(title: str, payload: str, url: str | None) -> dict[str, str]:
    return {"text": title, "url": url} if url else {"text": title, "callback_data": payload}


def updates(
    account: BotAccount, person: Person, act: Act, *, id: str, date: int, media: Media
) -> list[tuple[str, dict[str, Any]]]:
    """Names and contents of the updates an act makes.

    Raises:
        NotHere: people cannot do that with a bot.
    """
    if act.kind in _TOLD_NOTHING:
        return []
    common = {"message_id": int(id), "from": user(person), "chat": chat(person), "date": date}
    match act.kind:
        case "tap" if not act.quick:
            return [("callback_query", _tapped(account, person, act, date))]
        case "text" | "tap":  # a key of a reply keyboard writes its title
            return [("message", {**common, **_text(act.text)})]
        case "follow" | "referral":  # t.me/<bot>?start=<ref>
            started = ("message", {**common, **_text(f"/start {act.ref}".strip())})
            back = [_member(account, person, date, "member")] if _kicked(person) else []
            return [*back, started]
        case "unfollow":
            return [_member(account, person, date, "kicked")]
        case "edit":
            edited = {**common, "message_id": int(act.message or id), "edit_date": date}
            return [("edited_message", {**edited, **_text(act.text)})]
        case "react":
            new = [{"type": "emoji", "emoji": act.text or "❤"}]
            told = {"chat": chat(person), "user": user(person), "message_id": int(act.message)}
            reaction = {**told, "date": date, "old_reaction": [], "new_reaction": new}
            return [("message_reaction", reaction)]
        case "unknown":
            return [("telepathy", {"from": user(person), "mood": "?"})]
    content = _content(act, media)
    if content is None:
        raise NotHere(f"Telegram không có thao tác {act.kind!r}")
    return [("message", {**common, **content})]


def _text(text: str) -> dict[str, Any]:
    """A command at the start is marked: clients rely on it."""
    found = _COMMAND.match(text)
    if not found:
        return {"text": text}
    entity = {"type": "bot_command", "offset": 0, "length": len(found.group())}
    return {"text": text, "entities": [entity]}


def _tapped(account: BotAccount, person: Person, act: Act, date: int) -> dict[str, Any]:
    instance = int(hashlib.sha256(person.id.encode()).hexdigest()[:15], 16)
    of = next((each for each in person.bubbles if each.id == act.message), None)
    told = {"id": f"{instance}{date}{person.acts}", "from": user(person)}
    about: dict[str, Any] = {"message_id": int(act.message), "chat": chat(person), "date": 0}
    if of is not None:
        about = message(account, person, of)
    return {**told, "message": about, "chat_instance": str(instance), "data": act.payload}


def _kicked(person: Person) -> bool:
    return person.standing == "blocked"


def _member(
    account: BotAccount, person: Person, date: int, status: str
) -> tuple[str, dict[str, Any]]:
    """`kicked`: they blocked the bot; `member`: they took it back."""
    old = "member" if status == "kicked" else "kicked"
    until = {"kicked": {"until_date": 0}}
    told = {"chat": chat(person), "from": user(person), "date": date}
    return "my_chat_member", {
        **told,
        "old_chat_member": {"status": old, "user": bot(account), **until.get(old, {})},
        "new_chat_member": {"status": status, "user": bot(account), **until.get(status, {})},
    }


def _content(act: Act, media: Media) -> dict[str, Any] | None:
    file = media.find(act.url)
    given = _file(file) if file else {"file_id": act.url, "file_unique_id": "u", "file_size": 0}
    caption = {"caption": act.text} if act.text else {}
    match act.kind:
        case "image":
            sizes = _sizes(file.id if file else "0", len(file.body) if file else 0)
            return {"photo": sizes, **caption}
        case "voice":
            return {"voice": {**given, "duration": 4, "mime_type": "audio/ogg"}}
        case "video":
            shape = {"width": 640, "height": 360, "duration": 4, "mime_type": "video/mp4"}
            return {"video": {**given, **shape}, **caption}
        case "file":
            type = file.type if file else "application/octet-stream"
            return {"document": {**given, "file_name": act.name, "mime_type": type}, **caption}
        case "sticker":
            shape = {"type": "regular", "width": 512, "height": 512}
            flags = {"is_animated": False, "is_video": False}
            return {"sticker": {**given, **shape, **flags, "emoji": "👍"}}
        case "location":
            return {"location": {"latitude": act.latitude, "longitude": act.longitude}}
        case "contact":
            return {"contact": {"phone_number": act.phone, "first_name": act.name}}
        case "link":
            return _text(act.url)
    return None


def _file(file: File) -> dict[str, Any]:
    return {"file_id": f"F-{file.id}", "file_unique_id": file.id, "file_size": len(file.body)}


def _sizes(id: str, size: int) -> list[dict[str, Any]]:
    """The largest comes last."""
    return [
        {"file_id": f"S-{id}", "file_unique_id": f"{id}s", "width": 90, "height": 60,
         "file_size": min(size, 1200)},
        {"file_id": f"L-{id}", "file_unique_id": f"{id}l", "width": 1280, "height": 853,
         "file_size": size},
    ]  # fmt: skip


def letter(account: BotAccount, notice: Notice) -> Letter:
    """There is no signature of the body; only the secret given to setWebhook."""
    headers = {"Content-Type": "application/json"}
    if account.secret_token:
        headers["X-Telegram-Bot-Api-Secret-Token"] = account.secret_token
    return Letter(json.dumps(notice.event, separators=(",", ":")).encode(), headers)
