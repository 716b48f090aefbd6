"""How a Page is at Meta's, a lost subscription mended, greeting and menu put up."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from bot.channels.contract import Sent
from bot.channels.menu import introduction
from bot.channels.messenger import MessengerChannel
from tests.channels.messenger_answers import ACCOUNT, error

MESSENGER = MessengerChannel()
GRAPH = "https://graph.facebook.com/v25.0/500"
FIELDS = [
    "messages",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_optins",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "messaging_policy_enforcement",
]


def subscribed(*fields: str, app: str = "1517776481860111") -> dict[str, Any]:
    return {"data": [{"id": app, "name": "Gương Sáng", "subscribed_fields": list(fields)}]}


async def checked(apps: httpx.Response, page: httpx.Response | None = None) -> dict[str, Any]:
    with respx.mock:
        found = page or httpx.Response(200, json={"name": "Phường Gò Vấp", "id": "500"})
        respx.get(GRAPH, params={"fields": "name"}).mock(return_value=found)
        respx.get(f"{GRAPH}/subscribed_apps").mock(return_value=apps)
        async with httpx.AsyncClient() as http:
            return dict(await MESSENGER.check(http, ACCOUNT))


async def test_a_page_that_is_well_says_so() -> None:
    headers = {"x-app-usage": '{"call_count": 12}'}
    found = await checked(httpx.Response(200, json=subscribed(*FIELDS, "feed"), headers=headers))
    assert found == {
        "name": "Phường Gò Vấp",
        "subscribed": True,
        "fields": sorted([*FIELDS, "feed"]),
        "missing": [],
        "apps": ["1517776481860111"],
        "usage": 12,
    }


@pytest.mark.parametrize(
    ("apps", "missing"),
    [
        ({"data": []}, FIELDS),
        (subscribed(*FIELDS, app="1"), FIELDS),
        (subscribed(*FIELDS[1:]), ["messages"]),
        ({"data": "?"}, FIELDS),
    ],
    ids=["dropped", "another app", "a field less", "nonsense"],
)
async def test_a_lost_subscription_shows(apps: dict[str, Any], missing: list[str]) -> None:
    found = await checked(httpx.Response(200, json=apps))
    assert found["subscribed"] is False
    assert found["missing"] == missing


@pytest.mark.parametrize(
    ("code", "subcode", "words", "dead"),
    [
        (190, 463, "190/463: mã truy cập Trang sai hoặc hết hạn", True),
        (200, 0, "200/0: ứng dụng thiếu quyền hoặc chưa hoạt động công khai", False),
        (4, 0, "4/0: Trang gửi quá nhanh", False),
    ],
)
async def test_a_refusal_is_an_answer(code: int, subcode: int, words: str, dead: bool) -> None:
    """One about a permission says nothing of sending: the account is not to be halted for it."""
    found = await checked(httpx.Response(500), error(code, subcode))
    assert found["error"].startswith(words)
    assert found["token_dead"] is dead
    assert "subscribed" not in found


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(503, text="<html>"), httpx.Response(200, text=""), httpx.Response(302)],
)
async def test_no_answer_of_graphs_is_an_error_without_its_address(
    answer: httpx.Response,
) -> None:
    with pytest.raises(httpx.HTTPError) as raised:
        await checked(answer)
    assert "appsecret_proof" not in str(raised.value)


async def subscribed_again() -> Sent:
    async with httpx.AsyncClient() as http:
        return await MESSENGER.subscribe(http, ACCOUNT)  # type: ignore[return-value]


@pytest.mark.parametrize("success", [True, "true"])
async def test_a_page_is_subscribed_again(success: bool | str) -> None:
    with respx.mock:
        route = respx.post(f"{GRAPH}/subscribed_apps").respond(json={"success": success})
        assert (await subscribed_again()).status == "sent"
    assert set(route.calls.last.request.url.params["subscribed_fields"].split(",")) > set(FIELDS)


async def test_a_field_unknown_to_this_version_does_not_cost_the_others() -> None:
    with respx.mock:
        route = respx.post(f"{GRAPH}/subscribed_apps").mock(
            side_effect=[error(100), httpx.Response(200, json={"success": True})]
        )
        assert (await subscribed_again()).status == "sent"
    assert route.calls.last.request.url.params["subscribed_fields"].split(",") == FIELDS


REFUSALS = [
    ("permission", error(200), "config"),
    ("token", error(190), "config"),
    ("parameter", error(100), "permanent"),
    ("too often", error(613), "throttled"),
    ("no", httpx.Response(200, json={"success": False}), "ambiguous"),
    ("broken", httpx.Response(502, text="<h1>"), "ambiguous"),
]


@pytest.mark.parametrize(
    ("answer", "status"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS]
)
async def test_a_subscription_that_was_refused_says_so(answer: httpx.Response, status: str) -> None:
    with respx.mock:
        respx.post(f"{GRAPH}/subscribed_apps").mock(
            side_effect=lambda request: httpx.Response(answer.status_code, content=answer.content)
        )
        found = await subscribed_again()
    assert (found.status, bool(found.reason)) == (status, True)


async def test_greeting_questions_and_menu_go_up_in_one_call() -> None:
    """Ten calls in ten minutes are all that Meta allows."""
    with respx.mock:
        path = "https://graph.facebook.com/v25.0/me/messenger_profile"
        route = respx.post(path).respond(json={"result": "success"})
        async with httpx.AsyncClient() as http:
            shown = introduction("xã Cẩm Ngọc")
            sent = await MESSENGER.introduce(http, ACCOUNT, shown)
    assert sent == Sent("sent")
    put = json.loads(route.calls.last.request.content)
    assert put["get_started"] == {"payload": "GET_STARTED"}
    assert "tự động của xã Cẩm Ngọc" in put["greeting"][0]["text"]
    menu = put["persistent_menu"][0]["call_to_actions"]
    assert {
        "type": "postback",
        "title": "Tiêu chí",
        "payload": "ask:intent=criteria_general",
    } in menu
    assert len(put["ice_breakers"][0]["call_to_actions"]) == 4
    assert {part["locale"] for name in put if name != "get_started" for part in put[name]} == {
        "default"
    }
