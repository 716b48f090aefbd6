"""Zalo's tokens: renewed once whoever asks, kept before they are used, never used twice."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.outbox import tokens
from bot.outbox.sending import Sender, patiently
from bot.outbox.tokens import refresh_early, refresh_token, tell_of_ending
from bot.simulators.zalo_account import ZaloAccount
from data.accounts import take_token
from tests.gateway.gateway import Gateway
from tests.gateway.scripted import one_reply


@pytest.fixture
def oa(gateway: Gateway) -> ZaloAccount:
    account = gateway.vendor("zalo").account
    assert isinstance(account, ZaloAccount)
    return account


class Asked:
    """Counts what is asked of whom, and may be slow or away."""

    def __init__(self, gateway: Gateway) -> None:
        self.inner = gateway.simulators.transport()
        self.refreshes, self.sends, self.seconds = 0, 0, 0.0
        self.away: str | None = None
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self.handle))

    async def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == self.away:
            raise httpx.ConnectError("away", request=request)
        if request.url.host == "oauth.zaloapp.com":
            self.refreshes += 1
            await asyncio.sleep(self.seconds)
        else:
            self.sends += 1
        answer = await self.inner.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )

    def sender(self, gateway: Gateway) -> Sender:
        real = gateway.sender
        return Sender(real.sessions, self.client, real.seal, real.channels)


@pytest.fixture
def asked(gateway: Gateway) -> Asked:
    return Asked(gateway)


async def test_a_dead_token_is_renewed_and_the_message_leaves(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    await one_reply(gateway, "zalo")
    old = await gateway.opened("zalo")
    oa.expire_access(gateway.simulators.world.pace)
    (conversation,) = await gateway.with_messages()
    await asked.sender(gateway).conversation(conversation)
    assert len(gateway.person("zalo").heard) == 1
    now = await gateway.opened("zalo")
    assert now.secrets["access_token"] == oa.tokens.access
    assert now.secrets["refresh_token"] == oa.tokens.refresh
    assert now.secrets["previous_refresh_token"] == old.secrets["refresh_token"]
    assert now.secrets["oa_secret_key"] == old.secrets["oa_secret_key"]
    account = await gateway.account("zalo")
    assert account.state == "active"
    assert account.token_until is not None
    assert account.refresh_until is not None
    assert asked.refreshes == 1


async def test_many_workers_renew_it_once(gateway: Gateway, oa: ZaloAccount, asked: Asked) -> None:
    people = [gateway.vendor("zalo").person(str(number), "An") for number in range(41, 47)]
    for each in people:
        each.writes("cảm ơn")
    await gateway.arrive()
    await gateway.handle()
    oa.expire_access(gateway.simulators.world.pace)
    asked.seconds = 0.3
    sender = asked.sender(gateway)
    await asyncio.gather(*(patiently(sender, each, 1.0) for each in await gateway.with_messages()))
    assert asked.refreshes == 1
    assert [len(each.heard) for each in people] == [1] * 6
    assert not await gateway.with_messages()


async def test_while_it_is_renewed_nobody_else_waits_for_the_account(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    """The vendor may take fifteen seconds; webhooks have two."""
    asked.seconds = 1.5
    renewing = asyncio.create_task(
        refresh_token(
            gateway.services.sessions,
            asked.client,
            gateway.services.seal,
            await gateway.opened("zalo"),
        )
    )
    await asyncio.sleep(0.2)
    began = asyncio.get_running_loop().time()
    account = (await gateway.account("zalo")).id
    async with gateway.services.sessions.begin() as session:
        assert await take_token(session, account, 20.0, 20.0) == 0.0
    gateway.person("zalo").writes("Có ai không?")
    await gateway.arrive()
    assert asyncio.get_running_loop().time() - began < 1.0
    assert not renewing.done()
    assert await renewing is not None


async def test_the_new_pair_is_kept_before_it_is_used(
    gateway: Gateway, oa: ZaloAccount, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away in the very moment the vendor has answered: the pair is not lost."""
    keep, failures = tokens.lock_account, 3

    async def away(*given: Any) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise OperationalError("UPDATE", {}, ConnectionError("away"))
        return await keep(*given)

    monkeypatch.setattr(tokens, "lock_account", away)
    monkeypatch.setattr(tokens, "BETWEEN", 0.01)
    found = await refresh_token(
        gateway.services.sessions,
        asked.client,
        gateway.services.seal,
        await gateway.opened("zalo"),
    )
    assert found is not None
    assert (await gateway.opened("zalo")).secrets["refresh_token"] == oa.tokens.refresh
    assert asked.refreshes == 1


async def test_whoever_comes_second_takes_what_the_first_has_kept(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    stale = await gateway.opened("zalo")
    services = gateway.services
    first = await refresh_token(services.sessions, asked.client, services.seal, stale)
    second = await refresh_token(services.sessions, asked.client, services.seal, stale)
    assert first is not None
    assert second is not None
    assert first.secrets == second.secrets
    assert asked.refreshes == 1


async def test_refused_halts_the_account_with_the_reason(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    await one_reply(gateway, "zalo")
    oa.rotate(gateway.simulators.world.pace)  # somebody else has used our refresh token
    (conversation,) = await gateway.with_messages()
    await patiently(asked.sender(gateway), conversation, 1.0)
    account = await gateway.account("zalo")
    assert account.state == "halted"
    assert (account.reason or "").startswith("token:")
    assert oa.tokens.refresh not in (account.reason or "")
    assert (await gateway.last("zalo")).state == "pending", "lost"
    assert not gateway.person("zalo").heard


async def test_while_the_token_server_is_away_the_account_waits_and_is_not_halted(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    await one_reply(gateway, "zalo")
    oa.expire_access(gateway.simulators.world.pace)
    asked.away = "oauth.zaloapp.com"
    (conversation,) = await gateway.with_messages()
    await patiently(asked.sender(gateway), conversation, 1.0)
    account = await gateway.account("zalo")
    assert account.state == "active"
    assert account.held_until is not None
    asked.away = None
    await gateway.time_passes("zalo")
    await gateway.set_message((await gateway.last("zalo")).id, error=None)
    await patiently(asked.sender(gateway), conversation, 1.0)
    assert len(gateway.person("zalo").heard) == 1


async def test_a_new_token_that_is_no_good_either_halts_and_asks_no_more(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    await one_reply(gateway, "zalo")
    gateway.vendor("zalo").set_next_error(gateway.person("zalo"), "-216", times=10)
    (conversation,) = await gateway.with_messages()
    await patiently(asked.sender(gateway), conversation, 1.0)
    assert asked.refreshes == 1
    assert asked.sends == 2
    assert (await gateway.account("zalo")).state == "halted"


async def test_an_account_never_connected_says_so(gateway: Gateway, asked: Asked) -> None:
    await one_reply(gateway, "zalo")
    account = await gateway.opened("zalo")
    kept = {k: v for k, v in account.secrets.items() if not k.endswith("_token")}
    await gateway.set_account("zalo", secrets=gateway.services.seal.seal(kept))
    (conversation,) = await gateway.with_messages()
    await patiently(asked.sender(gateway), conversation, 1.0)
    assert (await gateway.account("zalo")).reason == "token: chưa kết nối"
    assert asked.refreshes == 0


# --- long before they end


async def used_up(gateway: Gateway, share: float) -> None:
    now, life = dt.datetime.now(dt.UTC), dt.timedelta(hours=25)
    await gateway.set_account(
        "zalo", token_at=now - life * share, token_until=now + life * (1 - share)
    )


async def early(gateway: Gateway, asked: Asked) -> None:
    services = gateway.services
    await refresh_early(services.sessions, asked.client, services.seal)


@pytest.mark.parametrize(
    ("share", "state", "times"), [(0.5, "active", 0), (0.8, "active", 1), (0.8, "paused", 1)]
)
async def test_refreshed_early_also_while_paused(
    gateway: Gateway, asked: Asked, share: float, state: str, times: int
) -> None:
    await used_up(gateway, share)
    await gateway.set_account("zalo", state=state)
    await early(gateway, asked)
    await early(gateway, asked)
    assert asked.refreshes == times
    assert (await gateway.account("zalo")).state == state


async def test_refused_early_does_not_stop_what_still_works(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    await used_up(gateway, 0.8)
    oa.tokens.refresh = "already used by somebody"
    await early(gateway, asked)
    assert (await gateway.account("zalo")).state == "active"
    await gateway.says("zalo", "cảm ơn")
    assert len(gateway.person("zalo").heard) == 1


async def test_what_the_vendor_has_refused_is_not_asked_for_again(
    gateway: Gateway, oa: ZaloAccount, asked: Asked
) -> None:
    await used_up(gateway, 0.8)
    await gateway.set_account("zalo", state="halted", reason="token: refused")
    await early(gateway, asked)
    assert asked.refreshes == 0
    await gateway.set_account("zalo", reason="-224 gói dịch vụ")
    await early(gateway, asked)
    assert asked.refreshes == 1, "the refresh token dies while the package is being paid"


async def test_the_operator_is_told_days_before(gateway: Gateway) -> None:
    now = dt.datetime.now(dt.UTC)
    await gateway.set_account("zalo", refresh_until=now + dt.timedelta(days=20))
    before = await tell_of_ending(gateway.services.sessions)
    await gateway.set_account("zalo", refresh_until=now + dt.timedelta(days=10))
    assert await tell_of_ending(gateway.services.sessions) == before + 1


async def test_tokens_are_not_readable_in_the_database(gateway: Gateway, oa: ZaloAccount) -> None:
    async with gateway.services.sessions() as session:
        row = await session.scalar(
            text(
                "SELECT a::text || encode(secrets, 'escape') FROM channel_account a WHERE slug = :s"
                " AND channel = 'zalo'"
            ),
            {"s": gateway.slug},
        )
    assert oa.tokens.access not in row
    assert oa.tokens.refresh not in row
    assert oa.app_secret not in row
