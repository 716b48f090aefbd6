"""How a bot gets its updates: by webhook or by asking, never both (Bot API, "Getting updates")."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.simulators.letters import Notice
from bot.simulators.telegram_account import SECRET, BotAccount
from bot.simulators.telegram_said import Wrong

if TYPE_CHECKING:
    from bot.simulators.telegram import TelegramSimulator

PORTS = frozenset({443, 80, 88, 8443})
LONGEST_POLL = 50  # seconds
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class Updates:
    def __init__(self, telegram: TelegramSimulator) -> None:
        self.telegram = telegram
        self.methods: dict[str, Callable[[BotAccount, dict[str, Any]], Awaitable[Any]]] = {
            "getupdates": self.get_updates,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.get_webhook_info,
        }

    async def get_updates(self, account: BotAccount, given: dict[str, Any]) -> list[Any]:
        """An `offset` confirms everything before it; a second asker ends the first."""
        await self.telegram.fate(account, call="updates")
        if account.webhook:
            raise Wrong("409:webhook")
        _allow(account, given)
        offset, limit = _whole(given, "offset", 0), _whole(given, "limit", 100)
        self._confirm(account, offset)
        if account.poller:
            account.poller.set()
        mine = account.poller = asyncio.Event()
        try:
            await self._wait(account, mine, min(_whole(given, "timeout", 0), LONGEST_POLL))
        finally:
            if account.poller is mine:
                account.poller = None
        if mine.is_set():
            raise Wrong("409")
        if account.webhook:
            raise Wrong("409:webhook")
        return [each.event for each in account.waiting()[: max(1, min(limit, 100))]]

    async def _wait(self, account: BotAccount, mine: asyncio.Event, seconds: int) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not account.waiting() and not mine.is_set() and not account.webhook:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return
            watched = [asyncio.create_task(each.wait()) for each in (account.moved, mine)]
            await asyncio.wait(watched, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            for each in watched:
                each.cancel()

    def _confirm(self, account: BotAccount, offset: int) -> None:
        """A negative offset takes the newest and forgets all before them."""
        waiting = account.waiting()
        if offset < 0:
            waiting = waiting[:offset]
        else:
            waiting = [each for each in waiting if each.event["update_id"] < offset]
        for notice in waiting:
            notice.state = "acknowledged"
            notice.tried.set()
            notice.ended.set()
            account.mail.counts.acknowledged += 1
        account.waiting()

    async def set_webhook(self, account: BotAccount, given: dict[str, Any]) -> bool:
        """https on one of four ports. A server of one's own also takes http and any port on this
        machine (Bot API, "Using a Local Bot API Server"): so do we."""
        await self.telegram.fate(account, call="account")
        url = str(given.get("url", ""))
        if not url:
            return await self.delete_webhook(account, given)
        parts = urlsplit(url)
        if parts.hostname not in _LOCAL:
            if parts.scheme != "https":
                raise Wrong("400", "Bad Request: bad webhook: An HTTPS URL must be provided")
            if (parts.port or 443) not in PORTS:
                raise Wrong(
                    "400",
                    "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 "
                    "or 8443",
                )
        secret = str(given.get("secret_token", ""))
        if secret and not SECRET.fullmatch(secret):
            raise Wrong("400", "Bad Request: secret token contains illegal characters")
        _allow(account, given)
        account.max_connections = max(1, min(_whole(given, "max_connections", 40), 100))
        account.secret_token = secret
        self._restart(account, url, drop=_true(given.get("drop_pending_updates")))
        account.mail.limit_connections(account.max_connections)
        for notice in account.waiting():
            account.mail.put(notice)
        return True

    async def delete_webhook(self, account: BotAccount, given: dict[str, Any]) -> bool:
        self._restart(account, "", drop=_true(given.get("drop_pending_updates")))
        return True

    def _restart(self, account: BotAccount, url: str, *, drop: bool) -> None:
        """What was on its way is to be taken anew."""
        account.mail.withdraw()
        account.webhook = account.mail.url = url
        waiting: list[Notice] = [] if drop else account.waiting()
        account.pending = {
            each.event["update_id"]: replace(
                each, attempts=[], ended=asyncio.Event(), tried=asyncio.Event()
            )
            for each in waiting
        }
        account.tell_pollers()
        self.telegram.world.changes.tell()

    async def get_webhook_info(self, account: BotAccount, given: dict[str, Any]) -> dict[str, Any]:
        await self.telegram.fate(account, call="account")
        waiting = account.waiting()
        told: dict[str, Any] = {
            "url": account.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(waiting),
        }
        if account.webhook:
            told["max_connections"] = account.max_connections
        if account.allowed is not None:
            told["allowed_updates"] = sorted(account.allowed)
        failed = [each for each in waiting if each.attempts]
        if failed:
            what = failed[0].attempts[-1]
            reason = f"Wrong response from the webhook: {what}" if what.isdigit() else what
            told["last_error_date"] = int(self.telegram.world.pace.now().timestamp())
            told["last_error_message"] = reason
        return told


def _allow(account: BotAccount, given: dict[str, Any]) -> None:
    """Left out, the previous setting stays; an empty list means the default."""
    wanted = given.get("allowed_updates")
    if isinstance(wanted, str):
        try:
            wanted = json.loads(wanted)
        except ValueError:
            raise Wrong("400", "Bad Request: can't parse allowed updates JSON") from None
    if isinstance(wanted, list):
        account.allowed = frozenset(map(str, wanted)) or None


def _whole(given: dict[str, Any], name: str, default: int) -> int:
    try:
        return int(given.get(name, default))
    except (TypeError, ValueError):
        raise Wrong("400", f"Bad Request: parameter {name} must be an integer") from None


def _true(value: Any) -> bool:
    return str(value).lower() in ("true", "1")
