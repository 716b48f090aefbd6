"""The Zalo OA channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx

from bot.channels.capabilities import ZALO
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
from bot.channels.zalo import account as accounts
from bot.channels.zalo import events, sending, signature
from bot.channels.zalo.errors import VIETNAM

MEDIA_HOSTS = (".zdn.vn", ".zadn.vn", ".zalo.me")
"""The first was seen in events, the others in lists of integrators (2026-11). Addresses there may
be plain http."""


def _now() -> dt.datetime:
    return dt.datetime.now(VIETNAM)


class ZaloChannel:
    name: ClassVar[str] = "zalo"
    title: ClassVar[str] = "Zalo"
    capabilities: ClassVar[Capabilities] = ZALO
    secret_fields: ClassVar[Sequence[SecretField]] = (
        SecretField("app_id", "ID ứng dụng Zalo"),
        SecretField("app_secret", "Khóa bí mật của ứng dụng"),
        SecretField("oa_secret_key", "OA Secret Key (khóa ký webhook, không phải khóa ứng dụng)"),
        SecretField("access_token", "OA Access Token", required=False),
        SecretField("refresh_token", "OA Refresh Token", required=False),
    )

    def __init__(self, clock: Callable[[], dt.datetime] = _now) -> None:
        self._clock = clock

    def verify(self, webhook: Webhook, account: Account) -> Verified | Answered:
        """A wrong signature is answered 200 like a right one, and told to us alone: an integrator
        that answered 401 saw Zalo report the webhook as unreachable and lost every event; after
        failures Zalo switches a webhook off until somebody turns it on again.

        Saving the address in the console sends an unsigned `{}` that must get 200, and nothing is
        known to ask with GET.
        """
        if webhook.method != "POST" or b"".join(webhook.body.split()) == b"{}":
            return Answered(200)
        variant = signature.matched(webhook, account)
        if variant is None:
            return Answered(200, forged=True)
        known = account.options.get("signature") == variant
        return Verified({} if known else {"signature": variant})

    def parse(self, body: bytes, account: Account, headers: Mapping[str, str]) -> list[Event]:
        return events.parse(body, account, headers, self._clock)

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
        """Purpose and marker change nothing: consultation messages have one type, and no id of ours
        travels along. Echoes are told by the id that Zalo gives."""
        return await sending.send(http, account, address, part, self._clock)

    async def typing(self, http: httpx.AsyncClient, account: Account, address: str) -> None:
        """None is known for an OA."""

    async def acknowledge(self, http: httpx.AsyncClient, account: Account, event: Event) -> None:
        """Taps come as texts and wait for nothing."""

    async def locate(
        self, http: httpx.AsyncClient, account: Account, attachment: Attachment
    ) -> str | None:
        """Zalo gives addresses; a sticker may have only an id, which is none."""
        return attachment.reference or None

    def media_hosts(self, account: Account) -> Sequence[str]:
        """With `api_base`, a simulator's own host too."""
        other = account.options.get("api_base")
        return (*MEDIA_HOSTS, urlsplit(other).hostname or "") if other else MEDIA_HOSTS

    async def check(self, http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
        return await accounts.check(http, account)

    async def subscribe(self, http: httpx.AsyncClient, account: Account) -> Sent | None:
        """Only the console of the app sets the webhook, and only it tells whether it is on."""
        return None

    async def introduce(
        self, http: httpx.AsyncClient, account: Account, introduction: Introduction
    ) -> Sent | None:
        """The OA's menu is set in its own console; no call for it is known."""
        return None
