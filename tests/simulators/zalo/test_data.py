"""What Zalo says of people and conversations; templates; the widget."""

from __future__ import annotations

import json

import httpx
import pytest

from bot.simulators.acts import NotHere
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.zalo_account import ZaloAccount
from tests.simulators.conftest import Product
from tests.simulators.zalo.client import API, CS, V2, Oa, only


async def test_history_has_what_was_said(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await send.send(text="Chào bạn")
    data = json.dumps({"user_id": an.id, "offset": 0, "count": 10})
    headers = {"access_token": oa.tokens.access}
    got = await vendor.get(f"{API}/v2.0/oa/conversation", params={"data": data}, headers=headers)
    assert [(each["src"], each["message"]) for each in got.json()["data"]] == [
        (0, "Chào bạn"),
        (1, "Xin chào"),
    ]
    got = await vendor.get(
        f"{API}/v2.0/oa/conversation", params={"data": '{"count": 11}'}, headers=headers
    )
    assert got.json()["error"] == -201


async def test_profiles_of_those_who_do_not_follow_are_closed(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person
) -> None:
    params = {"data": json.dumps({"user_id": an.id})}
    headers = {"access_token": oa.tokens.access}
    url = f"{API}/v3.0/oa/user/detail"
    assert (await vendor.get(url, params=params, headers=headers)).json()["error"] == -213
    an.does("follow")
    got = (await vendor.get(url, params=params, headers=headers)).json()["data"]
    assert (got["user_id"], got["display_name"]) == (an.id, an.name)


async def test_templates_need_no_window(oa: ZaloAccount, an: Person, send: Oa) -> None:
    oa.templates = {"1": True, "2": False}
    url = f"{API}/v3.0/oa/message/template"
    body = {"user_id": an.id, "template_id": "1", "template_data": {"ma": "DC-1"}}
    assert (await send.post(url, body))["error"] == 0
    assert (await send.post(url, {**body, "template_id": "2"}))["error"] == -249
    assert (await send.post(url, {**body, "template_id": "3"}))["error"] == -201
    assert [each.text for each in an.heard] == ["ma: DC-1"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"recipient": 1}'])
async def test_nonsense_is_an_error_of_zalos(
    vendor: httpx.AsyncClient, oa: ZaloAccount, body: bytes
) -> None:
    headers = {"access_token": oa.tokens.access}
    answer = await vendor.post(CS, content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (200, -201)


def test_message_ids_do_not_repeat(simulators: Simulators) -> None:
    ids = {simulators.zalo.new_id(simulators.zalo.account) for _ in range(1000)}
    assert len(ids) == 1000


async def test_visitors_of_the_widget_have_their_own_events_and_path(
    simulators: Simulators, product: Product, send: Oa
) -> None:
    visitor = simulators.zalo.person("khach-1")
    visitor.details["conversation"] = "c1"
    visitor.writes("Xin chào")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "anonymous_send_text"
    assert event["message"]["conversation_id"] == "c1"
    with pytest.raises(NotHere):
        visitor.does("location")
    message = {"text": "Chào bạn"}
    both = {"anonymous_id": "khach-1", "conversation_id": "c1"}
    assert (await send.post(V2, {"recipient": both, "message": message}))["error"] == 0
    alone = {"anonymous_id": "khach-1"}
    assert (await send.post(V2, {"recipient": alone, "message": message}))["error"] == -201
    await simulators.settle()
    assert product.got[-1].json["event_name"] == "oa_send_anonymous_text"
