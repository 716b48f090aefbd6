"""Tokens, subscription, profile."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import PSID
from bot.simulators.acts import NotHere
from bot.simulators.app import Simulators
from bot.simulators.graph_account import FIELDS, PageAccount
from bot.simulators.people import Person
from tests.simulators.conftest import Product
from tests.simulators.graph.client import GRAPH, Page, code, item


async def test_tokens_stand_in_header_query_or_body(
    vendor: httpx.AsyncClient, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    body = {"recipient": {"id": PSID}, "message": {"text": "a"}}
    url, token = f"{GRAPH}/{page.id}/messages", page.page_token
    assert code(await vendor.post(url, json=body, params={"access_token": token})) == ""
    assert code(await vendor.post(url, json={**body, "access_token": token})) == ""
    form = {name: json.dumps(value) for name, value in body.items()}
    assert code(await vendor.post(url, data={**form, "access_token": token})) == ""
    assert code(await vendor.post(url, json=body)) == "190"
    page.token_dead = True
    assert await send.send() == "190"


async def test_the_proof_is_checked(
    vendor: httpx.AsyncClient, page: PageAccount, an: Person
) -> None:
    params = {"access_token": page.page_token}
    url = f"{GRAPH}/{page.id}"
    assert code(await vendor.get(url, params=params)) == ""
    page.needs_proof = True
    assert code(await vendor.get(url, params=params)) == "100"
    answer = await vendor.get(url, params={**params, "appsecret_proof": page.proof()})
    assert answer.json() == {"name": page.name, "id": page.id}


async def test_without_a_subscription_nothing_comes_until_it_is_renewed(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    page.subscribed = frozenset()
    page.mail.on = False
    an.writes("Có ai không?")
    headers = {"Authorization": f"Bearer {page.page_token}"}
    url = f"{GRAPH}/{page.id}/subscribed_apps"
    assert (await send.http.get(url, headers=headers)).json() == {"data": []}
    params = {"subscribed_fields": ",".join(FIELDS)}
    answer = await send.http.post(url, params=params, headers=headers)
    assert answer.json() == {"success": True}
    an.writes("Xin chào")
    await simulators.settle()
    assert item(product)["message"]["text"] == "Xin chào"
    apps = (await send.http.get(url, headers=headers)).json()["data"]
    assert set(apps[0]["subscribed_fields"]) == FIELDS
    answer = await send.http.post(url, params={"subscribed_fields": "moods"}, headers=headers)
    assert code(answer) == "100"


async def test_only_subscribed_fields_come(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    page.subscribed = frozenset({"messages"})
    an.writes("Xin chào")
    an.does("seen")
    await simulators.settle()
    assert len(product.got) == 1


PROFILE = "me/messenger_profile"
LINE = {"type": "postback", "title": "Tiêu chí", "payload": "CRITERIA"}
QUESTION = {"question": "Tiêu chí là gì?", "payload": "CRITERIA"}


def menu(*lines: dict[str, str], locale: str = "default") -> dict[str, Any]:
    return {"persistent_menu": [{"locale": locale, "call_to_actions": list(lines)}]}


def questions(*asked: dict[str, str]) -> dict[str, Any]:
    return {"ice_breakers": [{"locale": "default", "call_to_actions": list(asked)}]}


async def test_a_menu_needs_get_started(page: PageAccount, send: Page) -> None:
    page.profile.clear()
    assert code(await send.post(menu(LINE), PROFILE)) == "100"
    assert code(await send.post({"get_started": {"payload": "GET_STARTED"}}, PROFILE)) == ""
    assert code(await send.post(menu(LINE), PROFILE)) == ""


@pytest.mark.parametrize(
    ("put", "wanted"),
    [
        (menu(*[LINE] * 20), ""),
        (menu(*[LINE] * 21), "100"),
        (menu(), "100"),
        (menu({**LINE, "title": "x" * 31}), "100"),
        (menu({**LINE, "type": "nested"}), "100"),
        (menu({"type": "postback", "title": "x"}), "100"),
        (menu(LINE, locale="vi_VN"), "100"),
        (questions(*[QUESTION] * 4), ""),
        (questions(*[QUESTION] * 5), "100"),
        (questions({"question": "?"}), "100"),
        ({"greeting": [{"locale": "default", "text": "x" * 160}]}, ""),
        ({"greeting": [{"locale": "default", "text": "x" * 161}]}, "100"),
        ({"greeting": "Xin chào"}, "100"),
        ({"get_started": {}}, "100"),
    ],
)
async def test_a_profile_beyond_the_limits_is_refused(
    send: Page, put: dict[str, Any], wanted: str
) -> None:
    assert code(await send.post(put, PROFILE)) == wanted


async def test_ten_calls_in_ten_minutes_and_no_more(simulators: Simulators, send: Page) -> None:
    for _ in range(10):
        assert code(await send.post(menu(LINE), PROFILE)) == ""
    assert code(await send.post(menu(LINE), PROFILE)) == "613"
    simulators.world.pace.advance(600)
    assert code(await send.post(menu(LINE), PROFILE)) == ""


async def test_newcomers_see_questions_in_place_of_get_started(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    assert [title for title, _ in simulators.graph.newcomer(page).taps] == ["Bắt đầu"]
    await send.post({**questions(QUESTION), **menu(LINE)}, PROFILE)
    ((title, act),) = simulators.graph.newcomer(page).taps
    assert title == "Tiêu chí là gì?"
    with pytest.raises(NotHere, match="câu hỏi gợi ý"):
        an.does("follow")
    an.does(act.kind, text=act.text, payload=act.payload, ref="qr-hue-01")
    await simulators.settle()
    postback = item(product)["postback"]
    assert (postback["title"], postback["payload"]) == (title, "CRITERIA")
    assert postback["referral"]["ref"] == "qr-hue-01"
    assert [title for title, _ in simulators.graph.menu(page).taps] == ["Tiêu chí"]


async def test_without_get_started_nobody_can_tap_it(page: PageAccount, an: Person) -> None:
    page.profile.clear()
    with pytest.raises(NotHere, match="Bắt đầu"):
        an.does("follow")


async def test_names_need_an_approval(
    vendor: httpx.AsyncClient, page: PageAccount, an: Person
) -> None:
    params = {"access_token": page.page_token, "fields": "first_name"}
    url = f"{GRAPH}/{PSID}"
    assert code(await vendor.get(url, params=params)) == "100/2018247"
    page.names_told = True
    assert (await vendor.get(url, params=params)).json()["first_name"] == "An"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"recipient": 1}'])
async def test_nonsense_is_an_error_of_graphs(
    vendor: httpx.AsyncClient, page: PageAccount, body: bytes
) -> None:
    params = {"access_token": page.page_token}
    answer = await vendor.post(f"{GRAPH}/me/messages", content=body, params=params)
    assert (answer.status_code, code(answer)) == (400, "100")
