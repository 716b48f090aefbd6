"""The variants of sending that OAs differ in, tried and remembered."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.contract import Sent
from bot.channels.zalo import ways
from tests.channels.zalo_account import (
    ANY,
    BUTTONS,
    SUCCESS,
    V2,
    V3,
    oa,
    refusal,
    send,
    sent_body,
)


class TestWays:
    @respx.mock
    async def test_the_oa_of_a_state_agency_is_sent_to_over_v2_and_remembered(
        self, http: httpx.AsyncClient
    ) -> None:
        v3 = respx.post(V3).respond(json=refusal(-235))
        v2 = respx.post(V2).respond(json=SUCCESS)
        assert await send(http) == Sent("sent", "abc", learnt={"endpoint": "v2"})
        assert sent_body(v3) == sent_body(v2)
        assert await send(http, account=oa(endpoint="v2")) == Sent("sent", "abc")
        assert (v3.call_count, v2.call_count) == (1, 2)

    @respx.mock
    async def test_an_oa_whose_v2_was_shut_goes_back_to_v3(self, http: httpx.AsyncClient) -> None:
        respx.post(V2).respond(json=refusal(-240))
        respx.post(V3).respond(json=SUCCESS)
        sent = await send(http, account=oa(endpoint="v2"))
        assert sent == Sent("sent", "abc", learnt={"endpoint": "v3"})

    @respx.mock
    async def test_refused_by_both_it_is_asked_of_each_once(self, http: httpx.AsyncClient) -> None:
        v3 = respx.post(V3).respond(json=refusal(-235))
        v2 = respx.post(V2).respond(json=refusal(-240))
        sent = await send(http)
        assert (sent.status, sent.learnt) == ("config", {})
        assert (v3.call_count, v2.call_count) == (1, 1)

    @respx.mock
    @pytest.mark.parametrize("answer", [httpx.ReadTimeout("late"), httpx.Response(502)])
    async def test_what_was_not_seen_to_work_is_not_remembered(
        self, http: httpx.AsyncClient, answer: Any
    ) -> None:
        respx.post(V3).respond(json=refusal(-235))
        respx.post(V2).mock(side_effect=[answer])
        sent = await send(http)
        assert (sent.status, sent.learnt) == ("ambiguous", {})

    @respx.mock
    async def test_a_visitor_is_never_tried_over_v3(self, http: httpx.AsyncClient) -> None:
        respx.post(V2).respond(json=refusal(-240))
        v3 = respx.post(V3).respond(json=SUCCESS)
        sent = await send(http, address="anonymous:a9:c1", account=oa(endpoint="v3"))
        assert (sent.status, v3.call_count) == ("config", 0)

    @respx.mock
    async def test_the_other_shape_of_buttons_is_tried_and_remembered(
        self, http: httpx.AsyncClient
    ) -> None:
        route = respx.post(V3)
        route.side_effect = [
            httpx.Response(200, json=refusal(-201, "attachment is invalid")),
            httpx.Response(200, json=SUCCESS),
        ]
        assert await send(http, BUTTONS) == Sent("sent", "abc", learnt={"buttons": "typed"})
        payload = sent_body(route)["message"]["attachment"]["payload"]
        assert (payload["template_type"], payload["text"]) == ("button", "Chọn:")
        assert "text" not in sent_body(route)["message"]
        assert (
            payload["buttons"] == sent_body(route, 0)["message"]["attachment"]["payload"]["buttons"]
        )

    @respx.mock
    async def test_a_text_that_is_invalid_is_not_sent_again(self, http: httpx.AsyncClient) -> None:
        route = respx.post(V3).respond(json=refusal(-201))
        assert (await send(http)).status == "permanent"
        assert route.call_count == 1

    @respx.mock
    async def test_the_proof_is_added_when_zalo_asks_for_it(self, http: httpx.AsyncClient) -> None:
        route = respx.post(V3)
        route.side_effect = lambda request: httpx.Response(
            200, json=SUCCESS if "appsecret_proof" in request.headers else refusal(-242)
        )
        assert await send(http) == Sent("sent", "abc", learnt={"proof": "with"})
        assert await send(http, account=oa(proof="with")) == Sent("sent", "abc")
        assert route.call_count == 3

    def test_the_proof_is_the_one_computed_elsewhere(self) -> None:
        assert ways.appsecret_proof("s3cr3t", "TOKEN123") == (
            "31fa78489b3b182820fb8100e34652a7052c617116aac3ac5b320e5af0c1804c"
        )

    @respx.mock
    async def test_all_that_differs_is_found_in_one_send(self, http: httpx.AsyncClient) -> None:
        def state_agency(request: httpx.Request) -> httpx.Response:
            code = 0
            if "appsecret_proof" not in request.headers:
                code = -242
            elif request.url.path.startswith("/v3.0"):
                code = -235
            elif b'"template_type"' not in request.content:
                code = -201
            return httpx.Response(200, json=refusal(code) if code else SUCCESS)

        route = respx.post(url__regex=ANY)
        route.side_effect = state_agency
        learnt = {"endpoint": "v2", "buttons": "typed", "proof": "with"}
        assert await send(http, BUTTONS) == Sent("sent", "abc", learnt=learnt)
        assert await send(http, BUTTONS, oa(**learnt)) == Sent("sent", "abc")
        assert route.call_count == 5

    @respx.mock
    @settings(deadline=None)  # a busy machine is no fault of it
    @given(st.lists(st.sampled_from([-235, -240, -242, -201]), min_size=40, max_size=40))
    async def test_an_oa_that_refuses_everything_is_not_asked_for_ever(
        self, codes: list[int]
    ) -> None:
        route = respx.post(url__regex=ANY)
        route.side_effect = [httpx.Response(200, json=refusal(code)) for code in codes]
        async with httpx.AsyncClient() as client:
            assert (await send(client, BUTTONS)).status in ("config", "permanent")
