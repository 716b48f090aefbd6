"""Zalo Bot Platform: bots on a personal Zalo account, in beta; not the Official Account.

Pages of the vendor: bot.zapps.me/docs and docs.zaloplatforms.com/docs/BOT, as reproduced in
lamdt1/ckvn-bot (2026-02); the rest from openclaw 2026.9.5 and python-zalo-bot 0.1.9. A webhook:

    {"event_name": "message.text.received", "message": {"message_id": "m", "text": "hi",
     "date": 1750000000000, "chat": {"id": "6ede", "chat_type": "PRIVATE"},
     "from": {"id": "6ede", "display_name": "An", "is_bot": false}}}

The pages put `{"ok": true, "result": ...}` around it, a capture of 2026-09-04 does not: both are
read. So are `photo` (the pages) and `photo_url` (the clients). No buttons, receipts, echoes or
follows are known.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal

import httpx

from bot.channels.bot_api import (
    Answer,
    BotApi,
    Clock,
    Refused,
    done,
    inner,
    moment,
    read_object,
    utc_now,
    verify_secret,
    whole,
    without_answer,
    words,
)
from bot.channels.capabilities import ZALO_BOT
from bot.channels.contract import (
    Account,
    Answered,
    Attachment,
    Capabilities,
    Event,
    Introduction,
    Kind,
    Malformed,
    Part,
    Purpose,
    SecretField,
    Sent,
    Verified,
    Webhook,
)

API = "https://bot-api.zaloplatforms.com"  # python-zalo-bot: bot-api.zapps.me
MEDIA_HOSTS = (".zdn.vn", ".zadn.vn")  # seen at Zalo OA; of the bots: unconfirmed

UNTOLD_PAUSE = 60.0  # seconds, ours: after a 429 that names none

_CODES = {
    400: "Zalo không nhận tin này",
    401: "mã bot sai hoặc đã bị thay",
    403: "lỗi nội bộ của Zalo",
    404: "không tìm thấy bot hoặc người này",
    429: "hết hạn mức của bot",
}
_LONGEST_ID = 200
_SECRET_LENGTH = range(8, 257)
_FILES: dict[str, tuple[Kind, Literal["image", "sticker", "voice"], tuple[str, ...]]] = {
    "message.image.received": ("image", "image", ("photo", "photo_url")),
    "message.sticker.received": ("sticker", "sticker", ("url", "sticker")),
    "message.voice.received": ("voice", "voice", ("voice_url", "voice")),  # one integrator
}


class ZaloBotChannel:
    name: ClassVar[str] = "zalo_bot"
    title: ClassVar[str] = "Zalo Bot"
    capabilities: ClassVar[Capabilities] = ZALO_BOT
    secret_fields: ClassVar[Sequence[SecretField]] = (
        SecretField("token", "Mã bot do Zalo Bot Manager gửi qua tin nhắn Zalo, dạng 123:abc"),
        SecretField("secret_token", "Mã bí mật của webhook, tự đặt: 8–256 ký tự"),
    )

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def verify(self, webhook: Webhook, account: Account) -> Verified | Answered:
        secret = account.secrets.get("secret_token", "")
        return verify_secret(webhook, "x-bot-api-secret-token", secret)

    def parse(self, body: bytes, account: Account, headers: Mapping[str, str]) -> list[Event]:
        found = read_object(body)
        return [_event(inner(found, "result") or found, self._clock)]

    async def send(
        self,
        http: httpx.AsyncClient,
        account: Account,
        address: str,
        part: Part,
        *,
        purpose: Purpose,
        marker: str,
    ) -> Sent:
        """Plain text, without the `parse_mode` of newer clients."""
        fields = {"chat_id": address, "text": part.text}
        if part.image:
            fields = {"chat_id": address, "photo": part.image, "caption": part.text or part.alt}
        method = "sendPhoto" if part.image else "sendMessage"
        try:
            return _outcome(await BotApi.of(account, API).call(http, method, fields), part)
        except Exception as error:
            return without_answer(error)

    async def typing(self, http: httpx.AsyncClient, account: Account, address: str) -> None:
        fields = {"chat_id": address, "action": "typing"}
        with contextlib.suppress(Exception):
            await BotApi.of(account, API).call(http, "sendChatAction", fields)

    async def acknowledge(self, http: httpx.AsyncClient, account: Account, event: Event) -> None:
        """There is nothing to tap."""

    async def locate(
        self, http: httpx.AsyncClient, account: Account, attachment: Attachment
    ) -> str | None:
        """Zalo gives addresses; a sticker may have only an id, which is none."""
        return attachment.reference or None

    def media_hosts(self, account: Account) -> Sequence[str]:
        return MEDIA_HOSTS

    async def check(self, http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
        """`name`, `vendor_id`, `package`, the `webhook` and whether it is `subscribed`; or
        `error` and `token_dead`."""
        api = BotApi.of(account, API)
        try:
            bot = await api.ask_object(http, "getMe")
            hook = await api.ask_object(http, "getWebhookInfo")
        except Refused as refused:
            return {
                "error": _outcome(refused.answer, Part()).reason,
                "token_dead": refused.token_dead,
            }
        return {
            "name": words(bot, "account_name"),
            "vendor_id": words(bot, "id"),
            "package": words(bot, "account_type"),
            "webhook": words(hook, "url"),
            "subscribed": bool(words(hook, "url")),
        }

    async def subscribe(self, http: httpx.AsyncClient, account: Account) -> Sent | None:
        wanted = account.options.get("webhook")
        if not wanted:
            return None
        return await done(set_webhook(http, account, wanted), _outcome)

    async def introduce(
        self, http: httpx.AsyncClient, account: Account, introduction: Introduction
    ) -> Sent | None:
        """No call for it is known."""
        return None


async def set_webhook(http: httpx.AsyncClient, account: Account, url: str) -> None:
    """
    Raises:
        ValueError: the account's `secret_token` is too short or too long for Zalo.
        httpx.HTTPError: Zalo refused or could not be asked.
    """
    secret = account.secrets.get("secret_token", "")
    if len(secret) not in _SECRET_LENGTH:
        raise ValueError("secret_token: 8–256 ký tự")
    await BotApi.of(account, API).ask(http, "setWebhook", {"url": url, "secret_token": secret})


async def delete_webhook(http: httpx.AsyncClient, account: Account) -> None:
    """
    Raises:
        httpx.HTTPError: Zalo refused or could not be asked.
    """
    await BotApi.of(account, API).ask(http, "deleteWebhook")


def _event(update: Mapping[str, Any], now: Clock) -> Event:
    """One event a webhook. What names no message is known by a hash of all of it.

    Raises:
        Malformed: nested without end.
    """
    name, message = words(update, "event_name"), inner(update, "message")
    chat, sender = inner(message, "chat"), inner(message, "from")
    milliseconds = whole(message, "date")
    private = words(chat, "chat_type").upper() in {"", "PRIVATE"}
    person = words(chat, "id") if private else ""
    known = words(message, "message_id")
    number = f"{name}:{known}"
    event = Event(
        kind="unknown",
        external_id=number if known and len(number) <= _LONGEST_ID else _hash(update),
        address=person if 0 < len(person) <= _LONGEST_ID else None,
        at=moment(milliseconds / 1000 if milliseconds else None) or now(),
    )
    if event.address and sender.get("is_bot") is not True:
        event = _filled(name, message, event)
    return replace(event, title=name[:100]) if event.kind == "unknown" else event


def _filled(name: str, message: Mapping[str, Any], event: Event) -> Event:
    """`message.unsupported.received` stands for a file, a video or a card, and for anything from
    a person whom Zalo protects (children, people with disabilities): there is no content, and yet
    they wait for a word, so it is a file nobody can open."""
    text = words(message, "text") or words(message, "caption")
    if name == "message.text.received" and text:
        return replace(event, kind="text", text=text)
    if name == "message.unsupported.received":
        return replace(event, kind="file")
    if name in _FILES:
        kind, form, keys = _FILES[name]
        found = next((words(message, key) for key in keys if words(message, key)), "")
        attachments = (Attachment(form, found),) if found else ()
        return replace(event, kind=kind, text=text, attachments=attachments)
    return event


def _hash(update: Mapping[str, Any]) -> str:
    try:
        return hashlib.sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        raise Malformed("nested too deep") from None


def _outcome(answer: Answer, part: Part) -> Sent:
    """The codes are the vendor's (400 parameter, 401 token, 403 internal, 404 not found, 429
    quota), what follows from them our reading. 408 is told of the long poll only. No code is known
    for somebody who cannot be reached."""
    reading = _CODES.get(answer.code, "Zalo gặp lỗi")
    reason = f"{answer.code}: {reading if answer.theirs else 'không phải Zalo trả lời'}"
    if 200 <= answer.code < 300 or answer.code == 408:
        number = words(answer.result, "message_id") if isinstance(answer.result, dict) else ""
        if answer.ok and number:
            return Sent("sent", provider_id=number)
        return Sent("ambiguous", reason=f"{answer.code}: câu trả lời lạ, tin có thể đã đến")
    if answer.code == 429:
        return Sent("throttled", after=answer.retry_after or UNTOLD_PAUSE, reason=reason)
    if answer.code in {401, 404, 407} or 300 <= answer.code < 400:
        return Sent("config", reason=reason)
    if answer.code == 403 or answer.code >= 500 or not answer.theirs:
        return Sent("retry", reason=reason)
    return Sent("permanent", reason=reason, plain=bool(part.image))
