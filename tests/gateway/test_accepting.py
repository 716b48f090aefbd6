"""What the vendors send is kept before they are told 200: once, in order, and all or nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.channels.contract import Event
from bot.inbox import accepting
from bot.inbox.accepting import Acceptor, Call
from bot.jobs import CONVERSATION_LOCK, open_queue
from data.database import open_engine, open_sessions
from data.gateway import CROWD
from data.inbox import next_event
from data.models import Conversation, InboundEvent, Person
from tests.gateway.calls import NOON, call, event
from tests.gateway.gateway import Gateway


@pytest.fixture
def acceptor(gateway: Gateway) -> Acceptor:
    return Acceptor(gateway.services.sessions, gateway.services.queue)


async def jobs(gateway: Gateway, conversation: UUID) -> int:
    async with gateway.services.sessions() as session:
        found = await session.scalar(
            text("SELECT count(*) FROM procrastinate_jobs WHERE lock = :lock"),
            {"lock": f"{CONVERSATION_LOCK}{conversation}"},
        )
    return found or 0


async def in_order(gateway: Gateway) -> list[str]:
    """The words of what waits, as they would be handled."""
    found = []
    (number,) = await gateway.with_events()
    while True:
        async with gateway.services.sessions.begin() as session:
            waiting = await next_event(session, number)
            if waiting is None:
                return found
            found.append(waiting[0].payload["text"])
            await session.execute(
                text("UPDATE inbound_event SET processed_at = now() WHERE id = :id"),
                {"id": waiting[0].id},
            )


async def test_a_call_is_kept_with_its_events_and_a_job(
    gateway: Gateway, acceptor: Acceptor
) -> None:
    await acceptor.accept(await call(gateway, event(1)))
    (kept,) = await gateway.events("messenger")
    assert (kept.kind, kept.payload, kept.happened_at) == ("text", {"text": "Xin chào"}, NOON)
    (request,) = await gateway.calls("messenger")
    assert bytes(request.body) == b'{"thu": 1}'
    assert kept.webhook_id == request.id
    assert await jobs(gateway, kept.conversation_id) == 1


async def test_who_writes_first_gets_a_conversation_of_the_account_s_locality(
    gateway: Gateway, acceptor: Acceptor
) -> None:
    made = await call(gateway, event(1), event(2, address="bình"))
    await acceptor.accept(Call(made.account, "messenger", gateway.slug, b"", made.events))
    assert (await gateway.count(Conversation, Conversation.account == gateway.slug)) == 2
    await acceptor.accept(
        Call(
            made.account,
            "messenger",
            gateway.slug,
            b"",
            [event(3, address="chi")],
            locality="cam-ngoc",
        )
    )
    async with gateway.services.sessions() as session:
        states = await session.execute(
            text("SELECT address, state FROM conversation WHERE account = :slug"),
            {"slug": gateway.slug},
        )
        found = {row.address: row.state for row in states}
    assert found["chi"] == {"locality": "cam-ngoc", "chosen": True}
    assert found["an"] == {}


async def test_the_same_event_is_kept_once_in_a_batch_and_over_calls(
    gateway: Gateway, acceptor: Acceptor
) -> None:
    await acceptor.accept(await call(gateway, event(1, "đầu"), event(1, "lại"), event(2, "hai")))
    await acceptor.accept(await call(gateway, event(2, "hai"), event(3, "ba")))
    kept = {each.external_id: each.payload["text"] for each in await gateway.events("messenger")}
    assert kept == {"e1": "đầu", "e2": "hai", "e3": "ba"}
    assert len(await gateway.calls("messenger")) == 2


async def test_one_account_s_ids_are_not_another_s(gateway: Gateway, acceptor: Acceptor) -> None:
    await acceptor.accept(await call(gateway, event(1)))
    await acceptor.accept(await call(gateway, event(1), channel="zalo"))
    assert len(await gateway.events("messenger")) == len(await gateway.events("zalo")) == 1


async def test_two_processes_that_are_sent_the_same_at_once_keep_it_once(
    gateway: Gateway, database_url: str
) -> None:
    """In opposite orders, many at a time, by people who are new to both."""
    engine = open_engine(database_url, size=4)
    queue = open_queue(database_url)
    both = [Acceptor(open_sessions(engine), queue) for _ in range(2)]
    events = [event(n, address=f"p{n % 7}") for n in range(60)]
    calls = [await call(gateway, *events[n : n + 3]) for n in range(0, 60, 3)]
    before = await gateway.count(Person)
    await asyncio.gather(
        *(both[0].accept(each) for each in calls),
        *(both[1].accept(each) for each in reversed(calls)),
    )
    await engine.dispose()
    kept = await gateway.events("messenger")
    assert sorted(each.external_id for each in kept) == sorted(e.external_id for e in events)
    assert await gateway.count(Conversation, Conversation.account == gateway.slug) == 7
    assert await gateway.count(Person) == before + 7, "people nobody is"


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (event(2, "không\0được"), "DataError"),
        (event(2, address=random.Random(0).randbytes(5000).hex()), "OperationalError"),
    ],
    ids=["NUL", "longer than an index takes"],
)
async def test_a_call_that_the_database_refuses_takes_no_other_with_it(
    gateway: Gateway, acceptor: Acceptor, refused: Event, reason: str
) -> None:
    """Its body is kept with the reason; the vendor is not asked for it again and again."""
    bad = await call(gateway, refused)
    good = [await call(gateway, event(n)) for n in (1, 3)]
    await asyncio.gather(acceptor.accept(good[0]), acceptor.accept(bad), acceptor.accept(good[1]))
    assert {each.external_id for each in await gateway.events("messenger")} == {"e1", "e3"}
    problems = [each.problem for each in await gateway.calls("messenger")]
    assert sorted(filter(None, problems)) == [f"not kept: {reason}"]


async def test_a_call_of_no_account_fails_alone(gateway: Gateway, acceptor: Acceptor) -> None:
    nobody = Call(uuid4(), "messenger", gateway.slug, b"", [event(2)])
    results = await asyncio.gather(
        acceptor.accept(await call(gateway, event(1))),
        acceptor.accept(nobody),
        return_exceptions=True,
    )
    assert results[1] is not None
    assert "e2" not in {each.external_id for each in await gateway.events("messenger")}


async def test_when_the_database_is_away_all_fail_at_once_and_nothing_is_kept(
    gateway: Gateway, acceptor: Acceptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def away(*_: object) -> None:
        nonlocal tries
        tries += 1
        raise OperationalError("INSERT", {}, ConnectionError("away"))

    kept = accepting.keep
    monkeypatch.setattr(accepting, "keep", away)
    made = [await call(gateway, event(n)) for n in range(30)]
    results = await asyncio.gather(
        *(acceptor.accept(each) for each in made), return_exceptions=True
    )
    assert all(isinstance(each, OperationalError) for each in results)
    assert tries <= 2, "each waits for a timeout of its own"
    monkeypatch.setattr(accepting, "keep", kept)
    assert not await gateway.events("messenger")
    assert not await gateway.calls("messenger")
    await acceptor.accept(made[0])
    assert len(await gateway.events("messenger")) == 1


async def test_a_commit_that_hangs_is_given_up(
    gateway: Gateway, acceptor: Acceptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(accepting, "LONGEST", 0.05)
    monkeypatch.setattr(accepting, "keep", hang)
    with pytest.raises(TimeoutError):
        await acceptor.accept(await call(gateway, event(1)))


async def test_who_hangs_up_loses_nothing(gateway: Gateway, acceptor: Acceptor) -> None:
    waiting = asyncio.create_task(acceptor.accept(await call(gateway, event(1))))
    await asyncio.sleep(0)
    waiting.cancel()
    await acceptor.accept(await call(gateway, event(2)))
    assert len(await gateway.events("messenger")) == 2


async def test_what_is_about_nobody_is_kept_as_it_came(
    gateway: Gateway, acceptor: Acceptor
) -> None:
    await acceptor.accept(await call(gateway, event(1, kind="unknown", address=None)))
    assert not await gateway.events("messenger")
    assert len(await gateway.calls("messenger")) == 1


async def test_a_long_call_takes_several_commits(gateway: Gateway, acceptor: Acceptor) -> None:
    """Of 10,000 people at once a statement was refused for its depth, and each try took seconds
    of everybody's."""
    many = [event(n, address=f"p{n}") for n in range(2500)]
    await acceptor.accept(await call(gateway, *many))
    assert await gateway.count(InboundEvent, InboundEvent.account == gateway.slug) == 2500
    assert len(await gateway.calls("messenger")) == 3


# --- the order in which they are handled


async def test_by_the_vendor_s_time_however_they_came(gateway: Gateway, acceptor: Acceptor) -> None:
    def at(second: int) -> dt.datetime:
        return NOON + dt.timedelta(seconds=second)

    await acceptor.accept(await call(gateway, event(9, "ba", at=at(3)), event(8, "hai", at=at(2))))
    await acceptor.accept(await call(gateway, event(7, "một", at=at(1))))
    assert await in_order(gateway) == ["một", "hai", "ba"]


async def test_of_one_moment_as_they_came(gateway: Gateway, acceptor: Acceptor) -> None:
    """Whatever their ids; in one request by their place in it, also when kept in one commit."""
    made = [
        await call(gateway, event("z", "1"), event("y", "2")),
        await call(gateway, event("x", "3"), event("b", "4"), event("a", "5")),
        await call(gateway, event("0", "6")),
    ]
    await asyncio.gather(*(acceptor.accept(each) for each in made))
    assert await in_order(gateway) == ["1", "2", "3", "4", "5", "6"]


async def test_by_the_vendor_s_counter_where_it_has_one(
    gateway: Gateway, acceptor: Acceptor
) -> None:
    """Telegram's time is in seconds, and a tap has none: it happened when it came."""
    later = NOON + dt.timedelta(seconds=5)
    tap = event(1000, "gõ", kind="choice", at=later, sequence=1000)
    text_ = event(1001, "chữ", at=NOON, sequence=1001)
    first = event(999, "trước", at=NOON, sequence=999)
    await acceptor.accept(await call(gateway, text_, tap, first, channel="telegram"))
    assert await in_order(gateway) == ["trước", "gõ", "chữ"]


async def test_a_time_that_cannot_be_is_now(gateway: Gateway, acceptor: Acceptor) -> None:
    """Else it would hold the window open for ever, and wait for all others."""
    future = dt.datetime(2900, 1, 1, tzinfo=dt.UTC)
    await acceptor.accept(await call(gateway, event(1, at=future)))
    (kept,) = await gateway.events("messenger")
    assert abs(kept.happened_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


async def test_a_flood_has_no_more_jobs_than_it_needs(gateway: Gateway, acceptor: Acceptor) -> None:
    for n in range(CROWD + 15):
        await acceptor.accept(await call(gateway, event(n)))
    (conversation,) = await gateway.with_events()
    assert await jobs(gateway, conversation) == CROWD
    await acceptor.accept(await call(gateway, event(1, address="bình"), channel="messenger"))
