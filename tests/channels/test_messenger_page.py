"""How a Page is at Meta's, and a lost subscription mended."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from bot.channels.messenger import MessengerChannel, resubscribe
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


async def test_a_refused_token_is_an_answer() -> None:
    found = await checked(httpx.Response(500), error(190, 463))
    assert found == {"error": "190/463", "subscribed": False}


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


@pytest.mark.parametrize("success", [True, "true"])
async def test_a_page_is_subscribed_again(success: bool | str) -> None:
    with respx.mock:
        route = respx.post(f"{GRAPH}/subscribed_apps").respond(json={"success": success})
        async with httpx.AsyncClient() as http:
            assert await resubscribe(http, ACCOUNT)
    assert set(route.calls.last.request.url.params["subscribed_fields"].split(",")) > set(FIELDS)


async def test_a_field_unknown_to_this_version_does_not_cost_the_others() -> None:
    with respx.mock:
        route = respx.post(f"{GRAPH}/subscribed_apps").mock(
            side_effect=[error(100), httpx.Response(200, json={"success": True})]
        )
        async with httpx.AsyncClient() as http:
            assert await resubscribe(http, ACCOUNT)
    assert route.calls.last.request.url.params["subscribed_fields"].split(",") == FIELDS


@pytest.mark.parametrize(
    "answer",
    [error(200), error(190), error(100), httpx.Response(200, json={"success": False})],
    ids=["permission", "token", "parameter", "no"],
)
async def test_a_subscription_that_was_refused_says_so(answer: httpx.Response) -> None:
    with respx.mock:
        respx.post(f"{GRAPH}/subscribed_apps").mock(
            side_effect=lambda request: httpx.Response(answer.status_code, content=answer.content)
        )
        async with httpx.AsyncClient() as http:
            assert not await resubscribe(http, ACCOUNT)
