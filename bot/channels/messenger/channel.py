"""Messenger as a channel."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import httpx

from bot.channels.capabilities import MESSENGER
from bot.channels.contract import (
    Account,
    Answered,
    Attachment,
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
from bot.channels.messenger import events, page, sending, signature

# Where attachments have been seen to lie; Meta publishes no list.
MEDIA = (".fbcdn.net", ".fbsbx.com")


class MessengerChannel:
    """Options: `app_id` (ours, to tell our echoes), `graph_base`, `graph_version`, and
    `outside_window` for one send."""

    name: ClassVar[str] = "messenger"
    title: ClassVar[str] = "Facebook Messenger"
    capabilities: ClassVar[Capabilities] = MESSENGER
    secret_fields: ClassVar[Sequence[SecretField]] = (
        SecretField("app_secret", "Khóa bí mật của ứng dụng (App Secret)"),
        SecretField("verify_token", "Mã xác minh webhook (Verify Token), do mình đặt"),
        SecretField("page_token", "Mã truy cập Trang (Page Access Token)"),
    )

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._clock = clock

    def verify(self, webhook: Webhook, account: Account) -> Verified | Answered:
        return signature.verify(webhook, account)

    def parse(self, body: bytes, account: Account, headers: Mapping[str, str]) -> list[Event]:
        return events.parse(body, account, self._clock())

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
        return await sending.send(http, account, address, part, purpose=purpose, marker=marker)

    async def typing(self, http: httpx.AsyncClient, account: Account, address: str) -> None:
        with contextlib.suppress(Exception):
            await sending.typing(http, account, address)

    async def acknowledge(self, http: httpx.AsyncClient, account: Account, event: Event) -> None:
        return None

    async def locate(
        self, http: httpx.AsyncClient, account: Account, attachment: Attachment
    ) -> str | None:
        """Webhooks bring the address itself."""
        return attachment.reference or None

    def media_hosts(self, account: Account) -> Sequence[str]:
        base = account.options.get("graph_base")
        return MEDIA if base is None else (*MEDIA, httpx.URL(base).host)

    async def check(self, http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
        return await page.check(http, account)

    async def subscribe(self, http: httpx.AsyncClient, account: Account) -> Sent | None:
        return await page.subscribe(http, account)

    async def introduce(
        self, http: httpx.AsyncClient, account: Account, introduction: Introduction
    ) -> Sent | None:
        return await page.introduce(http, account, introduction)
