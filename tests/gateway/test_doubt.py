"""When nobody can say whether a bubble has arrived: a reply is sent again, a story never, and an
echo settles it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from actions.reply import Reply
from bot.channels.contract import Sent
from bot.outbox import outcomes
from bot.outbox.sending import NotYet
from bot.simulators.faults import Faults
from data.models import OutboxMessage
from data.sending import Bubble, begin_part, end_sending, part_sent, put_off
from tests.gateway.gateway import Gateway
from tests.gateway.scripted import Scripted, one_reply, send

LOST = Sent("ambiguous", reason="ReadTimeout")
LONG = Reply(text="Chuyện dài lắm. " * 150, topic="story")  # two bubbles


async def dies_while_leaving(gateway: Gateway, channel: str, place: int = 0) -> OutboxMessage:
    """As if the worker had died between the call and noting what became of it, a while ago."""
    message = await gateway.last(channel)
    async with gateway.services.sessions.begin() as session:
        assert await begin_part(session, Bubble(message.id, place), -1.0)
    return message


async def story(gateway: Gateway, channel: str, reply: Reply | str = "Chuyện kể") -> None:
    await gateway.says(channel, "cảm ơn")
    await gateway.subscribe(channel)
    await gateway.push(channel, "story", reply)


async def test_a_reply_that_was_leaving_is_sent_once_more_and_marked(gateway: Gateway) -> None:
    await one_reply(gateway)
    await dies_while_leaving(gateway, "messenger")
    channel = Scripted("messenger")
    await send(gateway, channel)
    await send(gateway, channel)
    message = await gateway.last("messenger")
    assert (message.state, message.doubtful, message.parts_sent) == ("sent", True, 1)
    assert len(channel.sent) == 1


async def test_a_story_that_was_leaving_is_never_sent_again(gateway: Gateway, by_day: None) -> None:
    await story(gateway, "messenger")
    await dies_while_leaving(gateway, "messenger")
    channel = Scripted("messenger")
    await send(gateway, channel)
    assert not channel.sent
    assert (await gateway.last("messenger")).state == "unsure"


async def test_what_another_worker_sends_right_now_is_left_to_it(gateway: Gateway) -> None:
    message = await one_reply(gateway)
    async with gateway.services.sessions.begin() as session:
        assert await begin_part(session, Bubble(message.id, 0), 25.0)
    channel = Scripted("messenger")
    assert 20 < (await send(gateway, channel) or 0) < 26
    assert not channel.sent


async def test_an_answer_that_was_lost_waits_for_the_echo_first(gateway: Gateway) -> None:
    await one_reply(gateway)
    channel = Scripted("messenger", LOST)
    assert (await send(gateway, channel) or 0) > outcomes.ECHO_WAIT - 1
    await gateway.time_passes("messenger")
    await send(gateway, channel)
    assert len(channel.sent) == 2
    assert (await gateway.last("messenger")).doubtful


async def test_a_vendor_that_answers_nothing_for_long_is_given_up(gateway: Gateway) -> None:
    await one_reply(gateway)
    channel = Scripted("messenger", *[LOST] * 100)
    for _ in range(20):
        await send(gateway, channel)
        await gateway.time_passes("messenger")
    assert len(channel.sent) == outcomes.MOST_REPEATS + 1
    assert (await gateway.last("messenger")).state == "unsure"


async def test_doubt_about_one_bubble_is_not_doubt_about_the_next(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.push("messenger", "service", LONG)
    ok = Sent("sent", "a")
    lost = [LOST] * outcomes.MOST_REPEATS
    channel = Scripted("messenger", *lost, ok, *lost, ok)
    for _ in range(20):
        await send(gateway, channel)
        await gateway.time_passes("messenger")
    assert (await gateway.last("messenger")).state == "sent"


async def test_a_story_s_lost_answer_ends_it(gateway: Gateway, by_day: None) -> None:
    await story(gateway, "messenger", LONG)
    channel = Scripted("messenger", LOST)
    await send(gateway, channel)
    assert len(channel.sent) == 1
    assert (await gateway.last("messenger")).state == "unsure"


# --- echoes


@pytest.mark.parametrize("name", ["messenger", "zalo"])
async def test_the_echo_settles_what_was_in_doubt(gateway: Gateway, name: str) -> None:
    """By our marker at Messenger, by the words at Zalo: nothing is sent twice."""
    person = gateway.person(name)
    gateway.vendor(name).set_next_error(person, "cut", delivered=True)
    await gateway.says(name, "cảm ơn")
    await gateway.time_passes(name)
    await gateway.send()
    await gateway.settle()
    message = await gateway.last(name)
    assert (message.state, message.doubtful) == ("sent", True)
    assert message.provider_ids == [person.heard[0].id]
    assert len(person.heard) == 1


@pytest.mark.parametrize("name", ["messenger", "zalo"])
async def test_the_echo_settles_an_unsure_story_and_the_rest_of_it_leaves(
    gateway: Gateway, by_day: None, name: str
) -> None:
    await story(gateway, name, LONG)
    person = gateway.person(name)
    gateway.vendor(name).set_next_error(person, "cut", delivered=True)
    await gateway.send()
    assert (await gateway.last(name)).state == "unsure"
    await gateway.settle()
    message = await gateway.last(name)
    assert (message.state, message.parts_sent) == ("sent", 2)
    assert len(person.heard) == 3
    assert not person.doubles()


@pytest.mark.parametrize("name", ["messenger", "zalo"])
async def test_an_echo_that_comes_before_the_answer_is_ours_and_counts_once(
    gateway: Gateway, name: str
) -> None:
    """And no official is taken to have written it."""
    account = gateway.vendor(name).account
    account.faults = Faults(echo_first=1.0)
    message = await one_reply(gateway, name)
    (conversation,) = await gateway.with_messages()
    sending = asyncio.create_task(gateway.sender.conversation(conversation))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if await gateway.with_events():
            await gateway.handle()
        if sending.done():
            break
    await sending
    found = (await gateway.outbox(name))[-1]
    assert (found.id, found.state, found.parts_sent) == (message.id, "sent", 1)
    assert len(found.provider_ids) == 1
    await gateway.says(name, "cảm ơn lần nữa")
    assert len(gateway.person(name).heard) == 2, "silenced by its own echo"


@pytest.mark.parametrize(("leaving", "answered"), [(True, 2), (False, 1)])
async def test_an_echo_without_words_is_ours_only_while_something_is_leaving(
    gateway: Gateway, leaving: bool, answered: int
) -> None:
    """Zalo tells of a picture by an id that we learn with the answer to the call."""
    person = await gateway.says("zalo", "cảm ơn")
    number = await gateway.push("zalo", "service", "Ảnh")
    if leaving:
        async with gateway.services.sessions.begin() as session:
            assert await begin_part(session, Bubble(number, 0), 25.0)
    vendor: Any = gateway.vendor("zalo")
    notice = vendor.echo(vendor.account, person, person.heard[0])
    notice.event["message"] = {"msg_id": "not known yet"}
    vendor.deliver(vendor.account, notice)
    await gateway.arrive()
    await gateway.handle()
    await gateway.set_message(number, state="sent")
    await gateway.says("zalo", "cảm ơn lần nữa")
    assert len(person.heard) == answered


async def test_a_late_echo_of_the_first_try_is_no_official(gateway: Gateway) -> None:
    """Zalo: the first try arrived after all, the second has another id."""
    person = gateway.person("zalo")
    account = gateway.vendor("zalo").account
    account.faults = Faults(echo_lost=1.0)
    gateway.vendor("zalo").set_next_error(person, "cut", delivered=True)
    await gateway.says("zalo", "cảm ơn")
    await gateway.time_passes("zalo")
    await gateway.send()
    assert len(person.heard) == 2, "nothing told of the first"
    vendor: Any = gateway.vendor("zalo")
    vendor.deliver(account, vendor.echo(account, person, person.heard[0]))
    account.faults = Faults()
    await gateway.settle()
    await gateway.says("zalo", "cảm ơn lần nữa")
    assert len(person.heard) == 3


async def test_another_program_s_words_do_not_silence_us(gateway: Gateway) -> None:
    """On Messenger a marker that is not ours, or one of another conversation."""
    an = await gateway.says("messenger", "cảm ơn")
    for marker in ("of another program", "999999.0"):
        gateway.vendor("messenger").deliver(
            gateway.vendor("messenger").account, _echo(gateway, marker)
        )
    await gateway.settle()
    await gateway.says("messenger", "cảm ơn nữa")
    assert len(an.heard) == 2


def _echo(gateway: Gateway, marker: str) -> Any:
    vendor: Any = gateway.vendor("messenger")
    an = gateway.person("messenger")
    notice = vendor.echo(vendor.account, an, an.heard[0])
    message = notice.event["item"]["message"]
    message |= {"metadata": marker, "mid": f"m_{marker}", "app_id": 424242}
    return notice


# --- a worker that comes back too late


async def test_a_worker_that_slept_changes_nothing_that_went_on(gateway: Gateway) -> None:
    message = await one_reply(gateway)
    async with gateway.services.sessions.begin() as session:
        slept = await begin_part(session, Bubble(message.id, 0), -1.0)
    assert slept is not None
    channel = Scripted("messenger")
    await send(gateway, channel)  # in doubt, and sent again
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    async with gateway.services.sessions.begin() as session:
        await put_off(session, slept, later, "late")
        await end_sending(session, slept, "failed", "late")
        assert not await part_sent(session, slept, ["late"], True)
    found = await gateway.last("messenger")
    assert (found.state, found.error, found.parts_sent) == ("sent", None, 1)
    assert found.provider_ids == ["id1"]


async def test_nor_what_another_has_begun_meanwhile(gateway: Gateway) -> None:
    message = await one_reply(gateway)
    async with gateway.services.sessions.begin() as session:
        slept = await begin_part(session, Bubble(message.id, 0), -1.0)
        assert slept is not None
        await put_off(session, slept, -1.0, "in doubt", doubtful=True)
        begun = await begin_part(session, Bubble(message.id, 0), 25.0)
        assert begun is not None
        await put_off(session, slept, 3600.0, "late")
        await end_sending(session, slept, "failed", "late")
    found = await gateway.last("messenger")
    assert (found.state, found.next_at) == ("sending", begun.lease)


async def test_only_one_of_two_may_begin_a_bubble(gateway: Gateway) -> None:
    message = await one_reply(gateway)

    async def begin() -> Bubble | None:
        async with gateway.services.sessions.begin() as session:
            return await begin_part(session, Bubble(message.id, 0), 25.0)

    begun = await asyncio.gather(*(begin() for _ in range(4)))
    assert sum(each is not None for each in begun) == 1
    with pytest.raises(NotYet):
        await gateway.sender.conversation(message.conversation_id)
