"""Accounts looked after: what the worker asks of the vendors, mends, and keeps for people."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.accounts import as_account
from bot.care import EVERY, Care, keep_accounts, may_mend
from bot.channels.registry import CHANNELS
from bot.simulators.graph_account import FIELDS, PageAccount
from bot.simulators.telegram_account import BotAccount
from bot.simulators.zalo_account import ZaloAccount
from data.care import care_of, next_to_look_at
from data.models import ChannelAccount
from tests.gateway.gateway import Gateway
from tests.waiting import until

NEVER = dt.timedelta(days=999)
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@dataclass
class Clock:
    later: dt.timedelta = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.later


@dataclass
class Looking:
    gateway: Gateway
    clock: Clock

    async def at(self, channel: str, *, http: httpx.AsyncClient | None = None) -> dict[str, Any]:
        """What is kept after one look."""
        services = self.gateway.services
        http = http or self.gateway.to_vendors
        care = Care(services.sessions, http, services.seal, CHANNELS, self.clock)
        await care.look(await self.gateway.account(channel))
        return dict(care_of(await self.gateway.account(channel)))


@pytest.fixture
def looking(gateway: Gateway) -> Looking:
    return Looking(gateway, Clock())


@pytest.fixture
def page(gateway: Gateway) -> PageAccount:
    account = gateway.vendor("messenger").account
    assert isinstance(account, PageAccount)
    return account


@pytest.fixture
def bot(gateway: Gateway) -> BotAccount:
    """Its webhook stands at an address that Telegram takes."""
    account = gateway.vendor("telegram").account
    assert isinstance(account, BotAccount)
    account.webhook = account.mail.url = account.webhook.replace("http:", "https:")
    return account


@pytest.fixture
def oa(gateway: Gateway) -> ZaloAccount:
    account = gateway.vendor("zalo").account
    assert isinstance(account, ZaloAccount)
    return account


async def options(gateway: Gateway, channel: str, **changed: str) -> None:
    row = await gateway.account(channel)
    await gateway.set_account(channel, options={**row.options, **changed})


# --- what is kept


async def test_what_the_vendor_says_is_kept_and_no_channel_sees_it(
    gateway: Gateway, looking: Looking
) -> None:
    care = await looking.at("messenger")
    assert care["found"]["subscribed"] is True
    row = await gateway.account("messenger")
    assert row.title == "Trang UBND xã (mô phỏng)"
    assert "care" not in as_account(row, gateway.services.seal).options
    assert dt.datetime.fromisoformat(care["at"]).tzinfo is not None


async def test_a_vendor_that_is_away_is_counted_until_it_answers(looking: Looking) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("https://…/bot7001:ma-bot/getMe", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as http:
        await looking.at("telegram", http=http)
        care = await looking.at("telegram", http=http)
    assert (care["found"], care["missed"]) == ({"unasked": "ConnectTimeout"}, 2)
    assert (await looking.at("telegram"))["missed"] == 0


async def test_an_account_that_cannot_be_opened_is_told(gateway: Gateway, looking: Looking) -> None:
    await gateway.set_account("messenger", secrets=b"x")
    assert "GUONGSANG_SECRET_KEY" in (await looking.at("messenger"))["found"]["error"]


# --- a webhook that was lost


async def test_meta_dropped_the_page_and_it_is_subscribed_again(
    gateway: Gateway, looking: Looking, page: PageAccount
) -> None:
    page.subscribed = frozenset()
    with capture_logs() as logs:
        care = await looking.at("messenger")
    assert page.subscribed >= FIELDS
    assert care["found"]["subscribed"] is True
    assert (care["mends"], care["mending"]) == (1, "")
    assert ("webhook set up again", 1) in {(log["event"], log.get("times")) for log in logs}
    person = await gateway.says("messenger", "cảm ơn")
    assert len(person.heard) == 1


async def test_a_page_that_is_dropped_again_and_again_is_not_subscribed_in_a_loop(
    looking: Looking, page: PageAccount
) -> None:
    tries = []
    for _ in range(12):  # six hours
        page.subscribed = frozenset()
        tries.append((await looking.at("messenger"))["tries"])
        looking.clock.later += EVERY
    assert tries == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]
    page.subscribed = FIELDS
    looking.clock.later += dt.timedelta(days=2)
    assert (await looking.at("messenger"))["tries"] == 0


@pytest.mark.parametrize(
    ("tries", "minutes", "may"),
    [(0, 0, True), (1, 29, False), (1, 30, True), (2, 59, False), (3, 121, True), (40, 1440, True)],
)
def test_how_long_it_is_let_be(tries: int, minutes: int, may: bool) -> None:
    mended = (NOW - dt.timedelta(minutes=minutes)).isoformat()
    assert may_mend({"tries": tries, "mended_at": mended}, NOW) is may


async def test_what_meta_refuses_is_kept_with_its_reason(
    gateway: Gateway, looking: Looking, page: PageAccount
) -> None:
    page.subscribed = frozenset()
    vendor = gateway.vendor("messenger")
    # The first two calls are questions.
    for code in ("slow:0", "slow:0", "200"):
        vendor.set_next_error(page, code, call="account")
    care = await looking.at("messenger")
    assert care["mending"].startswith("200/0: ứng dụng thiếu quyền")
    assert (care["mends"], care["tries"]) == (0, 1)
    assert care["found"]["subscribed"] is False
    assert (await gateway.account("messenger")).state == "active"


async def test_a_lost_webhook_of_telegram_is_set_again(
    gateway: Gateway, looking: Looking, bot: BotAccount
) -> None:
    stood = bot.webhook
    assert "mends" not in await looking.at("telegram")
    assert (await gateway.account("telegram")).options["webhook"] == stood, "learnt while it stood"
    bot.webhook = bot.mail.url = ""
    care = await looking.at("telegram")
    assert (bot.webhook, care["mends"], care["found"]["subscribed"]) == (stood, 1, True)


async def test_kinds_of_update_that_telegram_no_longer_brings_are_asked_for_again(
    looking: Looking, bot: BotAccount
) -> None:
    await looking.at("telegram")
    bot.allowed = frozenset({"message"})
    await looking.at("telegram")
    assert bot.allows("callback_query")


async def test_who_polls_keeps_polling(looking: Looking, bot: BotAccount) -> None:
    bot.webhook = bot.mail.url = ""
    care = await looking.at("telegram")
    assert bot.webhook == ""
    assert "subscribed" not in care["found"]


async def test_a_webhook_that_points_elsewhere_is_told_and_left(
    gateway: Gateway, looking: Looking, bot: BotAccount
) -> None:
    await options(gateway, "telegram", webhook="https://xa.vn/webhooks/telegram/x")
    stood = bot.webhook
    care = await looking.at("telegram")
    assert (bot.webhook, care["found"]["elsewhere"]) == (stood, True)
    assert "tries" not in care


# --- a token that is refused


@pytest.mark.parametrize(
    ("channel", "code", "reason"),
    [
        ("messenger", "190", "190/0: mã truy cập Trang sai hoặc hết hạn"),
        ("telegram", "401", "401: mã bot sai hoặc đã bị thay"),
    ],
)
async def test_a_token_that_is_refused_halts_before_anybody_writes(
    gateway: Gateway, looking: Looking, channel: str, code: str, reason: str
) -> None:
    vendor = gateway.vendor(channel)
    vendor.set_next_error(vendor.account, code, call="account")
    await looking.at(channel)
    account = await gateway.account(channel)
    assert account.state == "halted"
    assert (account.reason or "").startswith(reason)


async def test_a_permission_missing_for_the_question_halts_nobody(
    gateway: Gateway, looking: Looking, page: PageAccount
) -> None:
    gateway.vendor("messenger").set_next_error(page, "10", call="account")
    care = await looking.at("messenger")
    assert care["found"]["error"].startswith("10/0: ứng dụng thiếu quyền")
    assert (await gateway.account("messenger")).state == "active"


async def test_zalo_s_dead_token_is_renewed(
    gateway: Gateway, looking: Looking, oa: ZaloAccount
) -> None:
    await gateway.set_account("zalo", token_at=dt.datetime.now(dt.UTC))
    oa.expire_access(gateway.simulators.world.pace)
    care = await looking.at("zalo")
    assert care["found"]["name"] == oa.name
    assert (await gateway.opened("zalo")).secrets["access_token"] == oa.tokens.access


async def test_tokens_pasted_by_hand_are_renewed_so_that_their_age_is_known(
    gateway: Gateway, looking: Looking, oa: ZaloAccount
) -> None:
    pasted = oa.tokens.access
    assert (await gateway.account("zalo")).token_at is None
    await looking.at("zalo")
    account = await gateway.account("zalo")
    assert account.token_at is not None
    assert account.refresh_until is not None
    assert oa.tokens.access != pasted
    renewed = oa.tokens.access
    await looking.at("zalo")
    assert oa.tokens.access == renewed, "once"


async def test_pasted_tokens_that_zalo_does_not_renew_are_told_while_they_work(
    gateway: Gateway, looking: Looking, oa: ZaloAccount
) -> None:
    oa.tokens.refresh = "used by somebody else"
    care = await looking.at("zalo")
    account = await gateway.account("zalo")
    assert account.state == "active"
    assert "-14" in account.options["not_renewed"]
    assert care["found"]["name"] == oa.name


async def test_an_oa_never_connected_is_not_asked(gateway: Gateway, looking: Looking) -> None:
    account = await gateway.opened("zalo")
    kept = {k: v for k, v in account.secrets.items() if not k.endswith("_token")}
    await gateway.set_account("zalo", secrets=gateway.services.seal.seal(kept))
    assert (await looking.at("zalo"))["found"] == {"unconnected": True}
    assert (await gateway.account("zalo")).state == "active"


# --- whose turn it is


async def taken(gateway: Gateway, every: dt.timedelta) -> list[ChannelAccount]:
    found = []
    while True:
        async with gateway.services.sessions.begin() as session:
            row = await next_to_look_at(session, every)
        if row is None:
            return [each for each in found if each.slug == gateway.slug]
        found.append(row)


async def test_each_account_is_looked_at_once_by_whoever_comes_first(gateway: Gateway) -> None:
    await gateway.set_account("telegram", state="paused")
    at_once = await asyncio.gather(*(taken(gateway, NEVER) for _ in range(4)))
    found = sorted(row.channel for rows in at_once for row in rows)
    assert found == ["messenger", "zalo"]
    assert await taken(gateway, NEVER) == []
    async with gateway.services.sessions.begin() as session:
        assert await next_to_look_at(session, dt.timedelta()) is not None, "their turn comes again"


async def test_the_worker_looks_right_after_its_start(gateway: Gateway, page: PageAccount) -> None:
    page.subscribed = frozenset()
    task = asyncio.create_task(keep_accounts(replace(gateway.services, http=gateway.to_vendors)))

    async def mended() -> bool:
        return bool(care_of(await gateway.account("messenger")).get("mends"))

    await until(mended)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert page.subscribed >= FIELDS
