"""The channel: verify, read, send, and what else the contract asks."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

import httpx

from bot.channels.bot_api import (
    BotApi,
    Clock,
    Refused,
    done,
    moment,
    utc_now,
    verify_secret,
    whole,
    without_answer,
    words,
)
from bot.channels.capabilities import TELEGRAM
from bot.channels.contract import (
    Account,
    Answered,
    Attachment,
    Button,
    Capabilities,
    Event,
    Introduction,
    Part,
    Purpose,
    SecretField,
    Sent,
    Verified,
    Webhook,
)
from bot.channels.telegram.outcomes import outcome
from bot.channels.telegram.updates import read_update

API = "https://api.telegram.org"
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # core.telegram.org/bots/api#setwebhook
_ROW_TITLES = 24  # letters that fit beside each other on a narrow phone


class TelegramChannel:
    name: ClassVar[str] = "telegram"
    title: ClassVar[str] = "Telegram"
    capabilities: ClassVar[Capabilities] = TELEGRAM
    secret_fields: ClassVar[Sequence[SecretField]] = (
        SecretField("token", "Mã bot do @BotFather cấp, dạng 123456:ABC-DEF"),
        SecretField(
            "secret_token",
            "Mã bí mật của webhook, tự đặt: 1–256 chữ cái không dấu, chữ số, “_” hoặc “-”. "
            "Không cần khi chạy thử bằng cách hỏi tin (long polling)",
            required=False,
        ),
    )

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def verify(self, webhook: Webhook, account: Account) -> Verified | Answered:
        secret = account.secrets.get("secret_token", "")
        return verify_secret(webhook, "x-telegram-bot-api-secret-token", secret)

    def parse(self, body: bytes, account: Account, headers: Mapping[str, str]) -> list[Event]:
        return [read_update(body, self._clock)]

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
        """Plain text without `parse_mode`: nothing in it can be taken for markup."""
        method, fields = message(address, part)
        try:
            return outcome(await _api(account).call(http, method, fields), part)
        except Exception as error:
            return without_answer(error)

    async def typing(self, http: httpx.AsyncClient, account: Account, address: str) -> None:
        """Shown for 5 s at most."""
        fields = {"chat_id": address, "action": "typing"}
        with contextlib.suppress(Exception):
            await _api(account).call(http, "sendChatAction", fields)

    async def acknowledge(self, http: httpx.AsyncClient, account: Account, event: Event) -> None:
        """Without it the button turns for ever."""
        if event.answer:
            with contextlib.suppress(Exception):
                fields = {"callback_query_id": event.answer}
                await _api(account).call(http, "answerCallbackQuery", fields)

    async def locate(
        self, http: httpx.AsyncClient, account: Account, attachment: Attachment
    ) -> str | None:
        """Good for an hour, up to 20 MB. The address holds the token: it may not be logged."""
        api = _api(account)
        try:
            file = await api.ask_object(http, "getFile", {"file_id": attachment.reference})
        except httpx.HTTPError:
            return None
        path = words(file, "file_path")
        if not path or path.startswith("/") or ".." in path.split("/"):
            return None
        return f"{api.base}/file/bot{api.token}/{quote(path)}"

    def media_hosts(self, account: Account) -> Sequence[str]:
        return (_api(account).host,)

    async def check(self, http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
        """`name`, `vendor_id`, `link`, the `webhook`, whether it is `subscribed` to all we read and
        which kinds of update are `missing`, how many are `waiting`, `last_error` of the webhook and
        when; `elsewhere` when it is not the address we set, `mismatch` when the token is another
        bot's. Nothing of a subscription while no webhook is wanted: then somebody polls, or
        nobody does. Or `error` and `token_dead`."""
        api = _api(account)
        try:
            bot = await api.ask_object(http, "getMe")
            hook = await api.ask_object(http, "getWebhookInfo")
        except Refused as refused:
            return {
                "error": outcome(refused.answer, Part()).reason,
                "token_dead": refused.token_dead,
            }
        return described(bot, hook, account)

    async def subscribe(self, http: httpx.AsyncClient, account: Account) -> Sent | None:
        wanted = account.options.get("webhook")
        if not wanted:
            return None
        return await done(set_webhook(http, account, wanted), outcome)

    async def introduce(
        self, http: httpx.AsyncClient, account: Account, introduction: Introduction
    ) -> Sent | None:
        return await done(_introduce(http, account, introduction), outcome)


async def set_webhook(http: httpx.AsyncClient, account: Account, url: str) -> None:
    """`url` on port 443, 80, 88 or 8443.

    Raises:
        ValueError: the account has no `secret_token`, or one that Telegram would refuse.
        httpx.HTTPError: Telegram refused or could not be asked.
    """
    secret = account.secrets.get("secret_token", "")
    if not _SECRET.fullmatch(secret):
        raise ValueError("secret_token: 1–256 chữ cái không dấu, chữ số, “_” hoặc “-”")
    fields = {
        "url": url,
        "secret_token": secret,
        "allowed_updates": list(UPDATES),
        "max_connections": 40,
    }
    await _api(account).ask(http, "setWebhook", fields)


async def delete_webhook(http: httpx.AsyncClient, account: Account) -> None:
    """What waits at Telegram's stays there for the next webhook or for polling.

    Raises:
        httpx.HTTPError: Telegram refused or could not be asked.
    """
    await _api(account).ask(http, "deleteWebhook", {"drop_pending_updates": False})


def described(bot: Mapping[str, Any], hook: Mapping[str, Any], account: Account) -> dict[str, Any]:
    """Where no `allowed_updates` are told, all the kinds we read come."""
    kinds = hook.get("allowed_updates")
    missing = [each for each in UPDATES if each not in kinds] if isinstance(kinds, list) else []
    failed = moment(whole(hook, "last_error_date"))
    number, user = whole(bot, "id"), words(bot, "username")
    stands, wanted = words(hook, "url"), account.options.get("webhook")
    found = {
        "subscribed": bool(stands) and not missing if stands or wanted else None,
        "name": words(bot, "first_name"),
        "vendor_id": str(number or ""),
        "link": f"https://t.me/{user}" if user else None,
        "webhook": stands,
        "elsewhere": bool(stands and wanted and stands != wanted) or None,
        "missing": missing,
        "waiting": whole(hook, "pending_update_count"),
        "last_error": words(hook, "last_error_message"),
        "last_error_at": failed.isoformat() if failed else None,
        "mismatch": (number is not None and str(number) != account.vendor_id) or None,
    }
    return {key: value for key, value in found.items() if value not in ("", None, [])}


async def _introduce(http: httpx.AsyncClient, account: Account, introduction: Introduction) -> None:
    """For all languages: none has texts of its own."""
    api = _api(account)
    commands = [{"command": each.command, "description": each.title} for each in introduction.menu]
    await api.ask(http, "setMyCommands", {"commands": commands})
    await api.ask(http, "setMyDescription", {"description": introduction.description})
    await api.ask(http, "setMyShortDescription", {"short_description": introduction.about})


def message(address: str, part: Part) -> tuple[str, dict[str, Any]]:
    """The method and its fields."""
    fields: dict[str, Any] = {"chat_id": address}
    if part.image:
        fields |= {"photo": part.image, "caption": part.text or part.alt}
    else:
        fields |= {"text": part.text}
    if rows := keyboard((*part.buttons, *part.quick)):
        fields |= {"reply_markup": {"inline_keyboard": rows}}
    return ("sendPhoto" if part.image else "sendMessage"), fields


def keyboard(buttons: Sequence[Button]) -> list[list[dict[str, str]]]:
    """Rows of buttons in their order, short titles beside each other."""
    rows: list[list[dict[str, str]]] = []
    room = 0
    for button in buttons:
        action = {"url": button.url} if button.url else {"callback_data": button.payload}
        if not rows or len(button.title) > room:
            rows.append([])
            room = _ROW_TITLES
        rows[-1].append({"text": button.title, **action})
        room -= len(button.title) + 4
    return rows


def _api(account: Account) -> BotApi:
    return BotApi.of(account, API)
