"""What Graph takes: windows, tags, limits, errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.simulators.accounts import PSID
from bot.simulators.app import Simulators
from bot.simulators.graph_account import PageAccount
from bot.simulators.people import Person
from tests.simulators.graph.client import Page, buttons, code, quick


async def test_the_window_is_24_hours_and_a_person_may_answer_for_seven_days(
    simulators: Simulators, an: Person, send: Page, page: PageAccount
) -> None:
    assert await send.send() == "10/2018278"
    an.writes("Xin chào")
    simulators.world.pace.advance(23.9 * 3600)
    assert await send.send() == ""
    simulators.world.pace.advance(0.2 * 3600)
    assert await send.send() == "10/2018278"
    assert await send.send(messaging_type="UPDATE") == "10/2018278"
    human = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert await send.send(**human) == ""
    an.grows_silent(days=7)
    assert await send.send(**human) == "10/2018278"
    an.does("react", message="m_1")
    assert await send.send() == ""


@pytest.mark.parametrize(
    "tag", ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE", "HUMOUR"]
)
async def test_removed_tags_are_refused(an: Person, send: Page, tag: str) -> None:
    an.writes("Xin chào")
    assert await send.send(messaging_type="MESSAGE_TAG", tag=tag) == "100"


async def test_utility_templates_go_outside_the_window(
    an: Person, send: Page, page: PageAccount
) -> None:
    body = {"type": "BODY", "text": "Đề cử {{code}} đã được duyệt."}
    made = {"name": "duyet", "language": "vi", "category": "UTILITY", "components": [body]}
    answer = await send.post(made, f"{page.id}/message_templates")
    assert answer.json()["status"] == "APPROVED"
    bad = {**made, "components": [{"type": "BODY", "text": "{{code}} đã được duyệt."}]}
    assert code(await send.post(bad, f"{page.id}/message_templates")) == "100"
    parameters = [{"type": "text", "parameter_name": "code", "text": "DC-1"}]
    template = {
        "name": "duyet",
        "language": {"code": "vi"},
        "components": [{"type": "body", "parameters": parameters}],
    }
    assert await send.send({"template": template}, messaging_type="UTILITY") == ""
    assert an.heard[-1].text == "Đề cử DC-1 đã được duyệt."


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"text": "ữ" * 2000}, ""),
        ({"text": "ữ" * 2001}, "100"),
        ({"text": ""}, "100"),
        ({"text": "a", "metadata": "x" * 1001}, "100"),
        ({"text": "a", "quick_replies": quick(*map(str, range(13)))}, ""),
        ({"text": "a", "quick_replies": quick(*map(str, range(14)))}, "100"),
        ({"text": "a", "quick_replies": quick("x" * 21)}, "100"),
        (buttons("a", "b", "c"), ""),
        (buttons("a", "b", "c", "d"), "100"),
        (buttons(), "100"),
        (buttons("x" * 21), "100"),
        (buttons("a", text="x" * 641), "100"),
        ({"attachment": {"type": "image", "payload": {"url": "https://a.vn/b.jpg"}}}, ""),
        ({"attachment": {"type": "image", "payload": {"url": "a.jpg"}}}, "100/2018008"),
        ({"text": "a", "attachment": {"type": "image", "payload": {"url": "https://a"}}}, "100"),
        ({"attachment": {"type": "template", "payload": {
            "template_type": "generic", "elements": [{"title": "a", "subtitle": "b"}]}}}, ""),
        ({"attachment": {"type": "template", "payload": {
            "template_type": "generic", "elements": [{"title": "a"}]}}}, "100"),
        ({"attachment": 7}, "100"),
    ],
)  # fmt: skip
async def test_messages_are_read_as_graph_does(
    an: Person, send: Page, message: Any, wanted: str
) -> None:
    an.writes("Xin chào")
    assert await send.send(message) == wanted


async def test_every_error_of_the_table_can_be_had(
    simulators: Simulators, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    for each in simulators.graph.codes:
        simulators.graph.set_next_error(an, each)
        assert await send.send() == each
    assert await send.send() == ""


async def test_who_never_wrote_does_not_exist(send: Page) -> None:
    body = {"recipient": {"id": "1"}, "message": {"text": "a"}}
    assert code(await send.post(body)) == "100/2018001"
    assert code(await send.post({"message": {"text": "a"}})) == "100"


async def test_typing_stands_alone_and_ends(simulators: Simulators, an: Person, send: Page) -> None:
    an.writes("Xin chào")
    typing = {"recipient": {"id": PSID}, "sender_action": "typing_on"}
    assert code(await send.post(typing)) == ""
    assert an.typing_until is not None
    assert code(await send.post({**typing, "message": {"text": "a"}})) == "100"
    await send.send()
    assert an.typing_until is None


async def test_sends_are_limited_by_second_and_by_day(
    simulators: Simulators, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    page.engaged = 1
    simulators.graph._rates[page.id][0].count = 2
    assert [await send.send() for _ in range(3)] == ["", "", "613"]
    simulators.world.pace.advance(2)
    page.engaged = 0
    answer = await send.post({"recipient": {"id": PSID}, "message": {"text": "a"}})
    assert code(answer) == "4"
    usage = json.loads(answer.headers["x-business-use-case-usage"])[page.id][0]
    assert usage["call_count"] == 100
    assert usage["estimated_time_to_regain_access"] > 0
