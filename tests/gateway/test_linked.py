"""What two accounts had is one person's once they are linked, and is told apart again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from actions.linking import ALONE, LEFT, WRONG
from bot.broadcast.pump import pump
from data import linking
from data.models import (
    Base,
    Consent,
    Nomination,
    Person,
    Photo,
    StoryRead,
    Subscription,
)
from data.stories import mark_read
from tests.gateway.gateway import Gateway
from tests.gateway.linked import (
    LEAVE,
    a_story,
    agrees,
    asks_for_code,
    begins_a_broadcast,
    links,
    nominates,
    people,
    rows,
    status,
)
from tests.gateway.test_erasing import MARK, everything, traces

# --- what the two had


async def test_what_both_had_is_joined(gateway: Gateway) -> None:
    for channel in ("zalo", "telegram"):
        await gateway.says(channel, "cảm ơn")
        await nominates(gateway, channel)
        await agrees(gateway, channel, "contact", channel == "telegram")
        await gateway.subscribe(channel)
    async with gateway.services.sessions.begin() as session:
        story = await a_story(session)
        for person in await people(gateway, "zalo", "telegram"):
            await mark_read(session, person, story.id)
    gone, _ = await people(gateway, "zalo", "telegram")
    await links(gateway, "zalo", "telegram")
    (person,) = set(await people(gateway, "zalo", "telegram"))
    assert len(await rows(gateway, StoryRead, person)) == 1
    assert len(await rows(gateway, Nomination, person)) == 2
    assert len(await rows(gateway, Photo, person)) == 2
    given = [(each.purpose, each.given) for each in await rows(gateway, Consent, person)]
    assert sorted(given) == [("contact", False), ("contact", True), ("link", True)]
    assert await gateway.count(Person, Person.id == gone) == 0
    assert not await gateway.is_subscribed("zalo")
    assert await gateway.is_subscribed("telegram"), "the newest subscription stands"


async def test_the_weekly_story_comes_once(gateway: Gateway) -> None:
    for channel in ("zalo", "telegram"):
        await gateway.says(channel, "cảm ơn")
        await gateway.subscribe(channel)
    broadcast = await begins_a_broadcast(gateway)
    await links(gateway, "zalo", "telegram")  # after the deliveries were counted
    await pump(gateway.services.sessions, gateway.services.queue, broadcast)
    stories = [
        channel
        for channel in ("zalo", "telegram")
        for message in await gateway.outbox(channel)
        if message.purpose == "story"
    ]
    assert stories == ["telegram"]


async def test_the_story_moves_to_where_it_is_asked_for(gateway: Gateway) -> None:
    await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    an = await links(gateway, "zalo", "telegram")
    gateway.nlu.intent = "subscribe"
    await gateway.says("telegram", "tôi muốn nhận chuyện ở đây")
    assert "tài khoản khác" in an.heard[-1].text
    an.taps("Nhận ở đây")
    await gateway.settle()
    assert await gateway.is_subscribed("telegram")
    assert not await gateway.is_subscribed("zalo")


@pytest.mark.parametrize("where", ["zalo", "telegram"])
async def test_either_account_stops_the_stories(gateway: Gateway, where: str) -> None:
    await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    await links(gateway, "zalo", "telegram")
    an = await gateway.says(where, "dừng")
    an.taps("Ngừng nhận tin")
    await gateway.settle()
    assert not await gateway.is_subscribed("zalo")


@pytest.mark.parametrize("where", ["zalo", "telegram"])
async def test_either_account_erases_all(gateway: Gateway, where: str) -> None:
    for channel in ("zalo", "telegram"):
        await gateway.says(channel, MARK)
        await nominates(gateway, channel, MARK)
    await links(gateway, "zalo", "telegram")
    for channel in ("zalo", "telegram"):
        state = (await gateway.conversation(channel)).state
        values = {"pending": {"text": MARK}, "locality": "trieu-son", "chosen": True}
        await gateway.set_conversation(channel, state=state | values)
    gateway.nlu.intent = "privacy_erase"
    an = await gateway.says(where, "xóa dữ liệu của tôi")
    assert "mọi tài khoản đã liên kết" in an.heard[-1].text
    an.taps("Xóa hết")
    await gateway.settle()
    assert "2 đề cử" in an.heard[-1].text
    left = await everything(gateway)
    assert not [trace for trace in traces(MARK) if trace in left]
    for channel in ("zalo", "telegram"):
        assert (await gateway.conversation(channel)).state["locality"] == "trieu-son"
    assert len(set(await people(gateway, "zalo", "telegram"))) == 2, "that they were one is known"


async def test_erasing_takes_a_code_back(gateway: Gateway) -> None:
    code = await asks_for_code(gateway, "zalo")
    gateway.nlu.intent = "privacy_erase"
    an = await gateway.says("zalo", "xóa dữ liệu của tôi")
    an.taps("Xóa hết")
    await gateway.settle()
    other = await gateway.says("telegram", f"liên kết {code}")
    assert other.heard[-1].text == WRONG


def test_no_table_of_a_persons_is_forgotten() -> None:
    theirs = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert theirs == {table.__tablename__ for table in (*linking.OF_PERSON, StoryRead)}


# --- told apart again


async def test_each_keeps_what_was_made_there(gateway: Gateway) -> None:
    sent = {}
    for channel in ("zalo", "telegram"):
        await gateway.says(channel, "cảm ơn")
        sent[channel] = await nominates(gateway, channel)
        await agrees(gateway, channel, "contact", channel == "zalo")
    await gateway.subscribe("zalo")
    await links(gateway, "zalo", "telegram")
    an = await gateway.says("zalo", "bỏ liên kết")
    an.taps(LEAVE)
    await gateway.settle()
    assert an.heard[-1].text == LEFT
    zalo, telegram = await people(gateway, "zalo", "telegram")
    assert zalo != telegram
    for channel, person in (("zalo", zalo), ("telegram", telegram)):
        assert [each.code for each in await rows(gateway, Nomination, person)] == [
            sent[channel].code
        ]
        assert [each.id for each in await rows(gateway, Photo, person)] == [sent[channel].photo_id]
    assert sent["zalo"].code not in await status(gateway, "telegram")
    assert sent["telegram"].code not in await status(gateway, "zalo")
    assert [each.active for each in await rows(gateway, Subscription, zalo)] == [True]
    purposes = [(each.purpose, each.given) for each in await rows(gateway, Consent, zalo)]
    assert purposes == [("contact", True), ("link", False)]


async def test_a_photo_of_an_open_form_goes_with_it(gateway: Gateway) -> None:
    await links(gateway, "zalo", "telegram")
    (person,) = set(await people(gateway, "zalo", "telegram"))
    kept = []
    async with gateway.services.sessions.begin() as session:
        for _ in range(2):
            photo = Photo(
                person_id=person, content_type="image/jpeg", width=1, height=1, content=b"1"
            )
            session.add(photo)
            await session.flush()
            kept.append(photo.id)
    state = (await gateway.conversation("zalo")).state
    now = dt.datetime.now(dt.UTC).isoformat()
    draft = {"id": "a", "values": {"photo": str(kept[0])}, "started_at": now, "touched_at": now}
    await gateway.set_conversation("zalo", state=state | {"draft": draft})
    an = await gateway.says("zalo", "bỏ liên kết")
    an.taps(LEAVE)
    await gateway.settle()
    zalo, telegram = await people(gateway, "zalo", "telegram")
    assert [each.id for each in await rows(gateway, Photo, zalo)] == kept[:1]
    assert [each.id for each in await rows(gateway, Photo, telegram)] == kept[1:]


async def test_who_is_alone_has_nothing_to_leave(gateway: Gateway) -> None:
    an = await gateway.says("zalo", "huỷ liên kết")
    assert an.heard[-1].text == ALONE


async def test_leaving_works_while_an_official_answers_and_the_model_is_away(
    gateway: Gateway,
) -> None:
    """Somebody was talked into giving the code away."""
    an = await links(gateway, "zalo", "telegram")
    await gateway.says("telegram", "gặp cán bộ")
    conversation = await gateway.conversation("telegram")
    async with gateway.services.sessions.begin() as session:
        await session.execute(
            text("UPDATE handoff SET last_at = now() WHERE conversation_id = :id"),
            {"id": conversation.id},
        )
    gateway.nlu.away = True
    await gateway.says("telegram", "bỏ liên kết")
    an.taps(LEAVE)
    await gateway.settle()
    assert an.heard[-1].text == LEFT
