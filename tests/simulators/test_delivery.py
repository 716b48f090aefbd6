"""Retries, doubles, order: what every vendor's deliveries have in common, and where they differ."""

from __future__ import annotations

import asyncio
import dataclasses

import httpx
import pytest

from bot.simulators.accounts import CHAT, PSID, ZALO_PERSON
from bot.simulators.app import Simulators
from bot.simulators.faults import Faults
from bot.simulators.graph_account import FIELDS
from bot.simulators.pace import Pace
from tests.simulators.conftest import Product
from tests.waiting import until


def texts(product: Product) -> list[str]:
    return [each.json["message"]["text"] for each in product.got]


async def test_an_acknowledged_event_is_delivered_once(
    simulators: Simulators, product: Product
) -> None:
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    assert await simulators.settle()
    assert len(product.got) == 1
    assert product.got[0].path == "/webhooks/zalo/mo-phong"
    assert "num_retry" not in product.got[0].headers
    counts = simulators.zalo.account.mail.counts
    assert (counts.events, counts.attempts, counts.acknowledged, counts.given_up) == (1, 1, 1, 0)


async def test_messages_of_one_person_come_in_order(
    simulators: Simulators, product: Product
) -> None:
    an = simulators.zalo.person(ZALO_PERSON)
    for number in range(20):
        an.writes(str(number))
    assert await simulators.settle()
    assert texts(product) == [str(number) for number in range(20)]


async def test_zalo_retries_five_times_with_num_retry_and_the_same_bytes_then_switches_off(
    simulators: Simulators, product: Product
) -> None:
    product.always = 500
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    assert not await simulators.settle(0.1)
    simulators.world.pace.advance(2 * 3600)
    assert await simulators.settle()
    assert [each.headers.get("num_retry") for each in product.got] == [
        None, "1", "2", "3", "4", "5",
    ]  # fmt: skip
    assert len({each.body for each in product.got}) == 1
    mail = simulators.zalo.account.mail
    assert (mail.on, mail.counts.given_up, len(mail.alerts)) == (False, 1, 1)
    simulators.zalo.person(ZALO_PERSON).writes("Có ai không?")
    assert mail.counts.missed == 1


async def test_the_schedule_of_retries_is_the_vendors_scaled(
    simulators: Simulators, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(pace: Pace, seconds: float) -> float:
        waited.append(seconds)
        return 0.0

    monkeypatch.setattr(Pace, "sleep", sleep)
    product.always = 503
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    assert await simulators.settle()
    assert waited == [30, 300, 900, 1800, 3600]


async def test_waits_are_as_long_as_the_factor_says() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await Pace(0.001).sleep(100)
    assert 0.09 < loop.time() - began < 1


async def test_zalo_takes_a_late_answer_for_none(simulators: Simulators, product: Product) -> None:
    account = simulators.zalo.account
    account.mail.habit = dataclasses.replace(account.mail.habit, limit=0.05)
    product.seconds = 0.15
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    await simulators.settle(0.4)
    assert account.mail.counts.timeouts >= 1
    assert product.got[1].headers["num_retry"] == "1"


async def test_where_only_lost_connections_are_retried_an_error_ends_it(
    simulators: Simulators, product: Product
) -> None:
    account = simulators.zalo.account
    account.mail.habit = dataclasses.replace(account.mail.habit, retries_answers=False)
    product.answers = [500]
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    assert await simulators.settle()
    assert len(product.got) == 1
    assert account.mail.counts.given_up == 1


async def test_a_product_that_is_down_gets_it_later(simulators: Simulators) -> None:
    class Down(httpx.AsyncBaseTransport):
        up = False

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not self.up:
                raise httpx.ConnectError("refused", request=request)
            return httpx.Response(200)

    transport = Down()
    async with httpx.AsyncClient(transport=transport) as http:
        account = simulators.zalo.account
        account.mail._http = http
        simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
        await asyncio.sleep(0.01)
        assert account.mail.counts.unreachable == 1
        transport.up = True
        simulators.world.pace.advance(30)
        assert await simulators.settle()
    assert account.mail.counts.acknowledged == 1


async def test_meta_repeats_at_once_with_the_same_item_and_another_entry_time(
    simulators: Simulators, product: Product
) -> None:
    product.answers = [500, 500]
    simulators.graph.person(PSID).writes("Xin chào")
    assert await simulators.settle()
    entries = [each.json["entry"][0] for each in product.got]
    assert len(entries) == 3
    assert len({entry["messaging"][0]["message"]["mid"] for entry in entries}) == 1
    assert entries[0]["time"] <= entries[-1]["time"]


async def test_meta_unsubscribes_the_app_after_an_hour_of_failures(
    simulators: Simulators, product: Product
) -> None:
    product.always = 500
    page = simulators.graph.account
    simulators.graph.person(PSID).writes("Xin chào")
    await until(lambda: len(product.got) == 4)
    simulators.world.pace.advance(1000)
    await until(lambda: len(page.mail.alerts) == 1)
    assert page.subscribed
    simulators.world.pace.advance(3000)
    assert await simulators.settle()
    assert page.subscribed == frozenset()
    product.always = 200
    simulators.graph.person(PSID).writes("Có ai không?")
    assert page.mail.counts.missed == 1


async def test_one_poison_event_does_not_unsubscribe_a_page_that_works(
    simulators: Simulators, product: Product
) -> None:
    product.answers = [500] * 4
    page = simulators.graph.account
    simulators.graph.person(PSID).writes("Tin độc")
    await simulators.settle(0.03)
    simulators.graph.person("77").writes("Tin lành")
    await simulators.settle(0.03)
    product.always = 500
    simulators.world.pace.advance(8000)
    await simulators.settle(0.1)
    assert page.subscribed >= FIELDS


async def test_telegram_holds_a_chats_next_update_until_the_first_is_taken(
    simulators: Simulators, product: Product
) -> None:
    product.answers = [500, 500]
    an, binh = simulators.telegram.person(CHAT), simulators.telegram.person("2")
    an.writes("một")
    an.writes("hai")
    binh.writes("của người khác")
    assert await simulators.settle()
    mine = [
        each.json["message"]["text"]
        for each in product.got
        if str(each.json["message"]["chat"]["id"]) == CHAT
    ]
    assert mine[:2] == ["một", "một"]
    assert mine.index("hai") == len(mine) - 1


async def test_doubles_come_again_with_the_same_id(
    simulators: Simulators, product: Product
) -> None:
    simulators.zalo.account.faults = Faults(duplicate=1.0)
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    assert await simulators.settle()
    assert len({each.json["message"]["msg_id"] for each in product.got}) == 1
    assert len(product.got) == 2
    assert simulators.zalo.account.mail.counts.doubled == 1


async def test_doubles_can_come_while_the_first_is_still_open(
    simulators: Simulators, product: Product
) -> None:
    simulators.graph.account.faults = Faults(duplicate_at_once=1.0)
    product.seconds = 0.05
    simulators.graph.person(PSID).writes("Xin chào")
    await asyncio.sleep(0.03)
    assert len(product.got) == 2
    assert await simulators.settle()


async def test_an_answer_lost_on_the_way_brings_the_event_again(
    simulators: Simulators, product: Product
) -> None:
    account = simulators.zalo.account
    account.faults = Faults(lost_answer=1.0)
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    await asyncio.sleep(0.02)
    account.faults = Faults()
    simulators.world.pace.advance(30)
    assert await simulators.settle()
    assert len(product.got) == 2
    assert account.mail.counts.lost_answers == 1


async def test_late_events_are_overtaken(simulators: Simulators, product: Product) -> None:
    account, an = simulators.zalo.account, simulators.zalo.person(ZALO_PERSON)
    account.faults = Faults(late=1.0)
    an.writes("trước")
    account.faults = Faults()
    an.writes("sau")
    assert await simulators.settle()
    assert texts(product) == ["sau", "trước"]
    stamps = [int(each.json["timestamp"]) for each in product.got]
    assert stamps[1] <= stamps[0]


@pytest.mark.parametrize(("together", "entries"), [("entries", 2), ("messaging", 1)])
async def test_meta_batches_events_of_several_people(
    simulators: Simulators, product: Product, together: str, entries: int
) -> None:
    page = simulators.graph.account
    page.together = together  # type: ignore[assignment]
    page.faults = Faults(batch=1.0)
    simulators.graph.person(PSID).writes("một")
    simulators.graph.person("77").writes("hai")
    assert await simulators.settle()
    assert len(product.got) == 1
    got = product.got[0].json["entry"]
    assert len(got) == entries
    said = [item["message"]["text"] for entry in got for item in entry["messaging"]]
    assert said == ["một", "hai"]


async def test_an_event_waiting_for_company_goes_alone_in_the_end(
    simulators: Simulators, product: Product
) -> None:
    simulators.graph.account.faults = Faults(batch=1.0)
    simulators.graph.person(PSID).writes("một")
    assert await simulators.settle()
    assert len(product.got) == 1


async def test_the_same_seed_brings_the_same_fate() -> None:
    one, other = Faults(seed=7, late=0.5), Faults(seed=7, late=0.5)
    subjects = [str(number) for number in range(200)]
    fates = [one.happens("late", each) for each in subjects]
    assert fates == [other.happens("late", each) for each in subjects]
    assert 60 < sum(fates) < 140
    assert fates != [Faults(seed=8, late=0.5).happens("late", each) for each in subjects]


def test_a_chance_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="late"):
        Faults(late=1.5)
