"""Erasing reaches what the vendors sent, as it came; and what came is forgotten after days."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import text, update

from actions.registry import payload
from actions.reply import Choice, Reply
from data.erasure import erase_person
from data.gateway import KEPT_DAYS, forget_requests
from data.models import Base, WebhookCall
from tests.gateway.gateway import VENDORS, Gateway

MARK = "Hoàng Thị Dấu Vết"
ERASE = Reply(
    text="Xóa hết?",
    topic="privacy",
    choices=(Choice(title="Xóa hết", payload=payload("erase", do="confirm")),),
)


async def everything(gateway: Gateway) -> str:
    """All rows of all tables of ours and of the queue's, as text."""
    found = []
    async with gateway.services.sessions() as session:
        for name in (*Base.metadata.tables, "procrastinate_jobs", "procrastinate_events"):
            rows = await session.execute(text(f'SELECT t::text FROM "{name}" t'))
            found += [str(row[0]) for row in rows]
    return "\n".join(found)


def traces(words: str) -> list[str]:
    """How the words look in the database: as text, in bytes, and in escaped JSON."""
    escaped = json.dumps(words).strip('"')
    return [words, words.encode().hex(), escaped, escaped.encode().hex()]


@pytest.mark.parametrize("name", VENDORS)
async def test_nothing_that_a_person_sent_is_left(gateway: Gateway, name: str) -> None:
    an = gateway.person(name)
    await gateway.says(name, MARK)
    gateway.vendor(name).account.mail.repeat(gateway.vendor(name).account.mail.latest)
    await gateway.settle()  # delivered twice: the second request holds the words too
    await gateway.push(name, "service", ERASE)
    await gateway.send()
    before = await everything(gateway)
    assert any(trace in before for trace in traces(MARK))
    an.taps("Xóa hết")
    await gateway.settle()
    assert "Đã xóa xong" in an.heard[-1].text, "they are not told"
    left = await everything(gateway)
    assert not [trace for trace in traces(MARK) if trace in left]


async def test_also_what_could_not_be_read(gateway: Gateway) -> None:
    """A request of a kind nobody knows is about nobody; only their id stands in it."""
    await gateway.says("telegram", "cảm ơn")
    address = (await gateway.conversation("telegram")).address
    body = {"update_id": 4, "hologram": {"of": MARK, "chat": address}}
    secret = {"x-telegram-bot-api-secret-token": "ma-bi-mat-mo-phong"}
    route = f"/webhooks/telegram/{gateway.slug}"
    await gateway.to_product.post(route, json=body, headers=secret)
    other = {"update_id": 5, "hologram": {"chat": 1}}
    await gateway.to_product.post(route, json=other, headers=secret)
    conversation = await gateway.conversation("telegram")
    async with gateway.services.sessions.begin() as session:
        await erase_person(session, conversation.person_id)
    left = await everything(gateway)
    assert not [trace for trace in traces(MARK) if trace in left]
    assert [json.loads(each.body)["update_id"] for each in await gateway.calls("telegram")] == [5]


async def test_others_keep_theirs(gateway: Gateway) -> None:
    binh = gateway.vendor("zalo").person("456", "Bình")
    binh.writes(MARK)
    gateway.person("zalo").writes("cảm ơn")
    await gateway.settle()
    async with gateway.services.sessions.begin() as session:
        person = await session.scalar(
            text("SELECT person_id FROM conversation WHERE account = :s AND address <> '456'"),
            {"s": gateway.slug},
        )
        await erase_person(session, person)
    left = await everything(gateway)
    assert MARK in left
    assert any(MARK.encode() in bytes(each.body) or b"\\u1ec7" in bytes(each.body)
               for each in await gateway.calls("zalo"))  # fmt: skip


async def test_a_message_that_waits_is_not_lost_with_its_request(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    gateway.person("messenger").writes("còn một câu")
    await gateway.arrive()
    conversation = await gateway.conversation("messenger")
    async with gateway.services.sessions.begin() as session:
        await erase_person(session, conversation.person_id)
    await gateway.settle()
    assert gateway.nlu.asked[-1] == "còn một câu"


async def test_what_the_conversation_remembers_is_gone(gateway: Gateway) -> None:
    await gateway.says("telegram", "cảm ơn")
    now = dt.datetime.now(dt.UTC)
    kept = [{"title": MARK, "payload": "x"}]
    await gateway.set_conversation("telegram", numbered=kept, unreachable=MARK, window_ends=now)
    conversation = await gateway.conversation("telegram")
    async with gateway.services.sessions.begin() as session:
        await erase_person(session, conversation.person_id)
    after = await gateway.conversation("telegram")
    assert (after.numbered, after.unreachable, after.window_ends) == (None, None, None)
    assert after.address == conversation.address, "the answer has nowhere to go"


async def test_requests_are_forgotten_after_days_and_messages_are_not(gateway: Gateway) -> None:
    for words in ("cũ", "mới"):
        await gateway.says("telegram", words)
    old, new = sorted(each.id for each in await gateway.calls("telegram"))
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=KEPT_DAYS, minutes=1)
    async with gateway.services.sessions.begin() as session:
        await session.execute(
            update(WebhookCall).where(WebhookCall.id == old).values(received_at=long_ago)
        )
    async with gateway.services.sessions.begin() as session:
        assert await forget_requests(session) == 1
        assert await forget_requests(session) == 0
    assert [each.id for each in await gateway.calls("telegram")] == [new]
    texts = [each.payload["text"] for each in await gateway.events("telegram")]
    assert texts == ["cũ", "mới"]
