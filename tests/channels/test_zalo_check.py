"""What Zalo says of the OA, for the health page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from tests.channels.zalo_account import (
    GETOA,
    SECRETS,
    channel,
    oa,
    refusal,
)

OA = {
    "oaid": 500,
    "name": "UBND phường",
    "oa_type": 4,
    "is_verified": True,
    "num_follower": 1234,
    "package_name": "Cơ bản",
    "package_valid_through_date": "31/12/2026",
}


class TestCheck:
    @respx.mock
    async def test_says_what_the_oa_is(self, http: httpx.AsyncClient) -> None:
        headers = {"x-ratelimit-remain": "3999"}
        route = respx.get(GETOA).respond(json={"error": 0, "data": OA}, headers=headers)
        assert await channel().check(http, oa()) == {
            "name": "UBND phường",
            "vendor_id": "500",
            "type": "cơ quan nhà nước",
            "package": "Cơ bản",
            "package_until": "31/12/2026",
            "verified": True,
            "followers": 1234,
            "rate_left": 3999,
        }
        assert route.calls[0].request.headers["access_token"] == SECRETS["access_token"]

    @respx.mock
    async def test_notices_the_token_of_another_oa(self, http: httpx.AsyncClient) -> None:
        respx.get(GETOA).respond(json={"error": 0, "data": {**OA, "oaid": "501"}})
        found = await channel().check(http, oa())
        assert (found["vendor_id"], found["mismatch"]) == ("501", True)

    @respx.mock
    @pytest.mark.parametrize(("code", "dead"), [(-216, True), (-224, False), (77, False)])
    async def test_says_what_zalo_has_against_it(
        self, http: httpx.AsyncClient, code: int, dead: bool
    ) -> None:
        respx.get(GETOA).respond(json=refusal(code))
        found = await channel().check(http, oa())
        assert found["error"].startswith(f"{code} ")
        assert found["token_dead"] is dead

    @respx.mock
    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(503, json=refusal(-216)),
            httpx.Response(302, headers={"location": "https://x.vn"}),
            httpx.Response(200, text="<h1>"),
            httpx.ConnectError("no"),
        ],
    )
    async def test_raises_when_zalo_cannot_be_asked(
        self, http: httpx.AsyncClient, answer: Any
    ) -> None:
        respx.get(GETOA).mock(side_effect=[answer])
        with pytest.raises(httpx.HTTPError):
            await channel().check(http, oa())
