"""Sends to Zalo: the bodies, and what answers and silences mean."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx

from bot.channels.contract import Button, Part, Sent
from tests.channels.zalo_account import (
    BUTTONS,
    GETOA,
    PICTURE,
    SECRETS,
    SUCCESS,
    V2,
    V3,
    channel,
    oa,
    refusal,
    send,
    sent_body,
)


class TestBody:
    @respx.mock
    async def test_a_text(self, http: httpx.AsyncClient) -> None:
        route = respx.post(V3).respond(json=SUCCESS)
        assert await send(http) == Sent("sent", "abc")
        assert sent_body(route) == {"recipient": {"user_id": "900"}, "message": {"text": "Chào bà"}}
        headers = route.calls[0].request.headers
        assert headers["access_token"] == SECRETS["access_token"]
        assert headers["content-type"] == "application/json"
        assert "authorization" not in headers
        assert "appsecret_proof" not in headers

    @respx.mock
    async def test_buttons_send_their_payload_back_with_our_prefix(
        self, http: httpx.AsyncClient
    ) -> None:
        route = respx.post(V3).respond(json=SUCCESS)
        await send(http, BUTTONS)
        assert sent_body(route)["message"] == {
            "text": "Chọn:",
            "attachment": {
                "type": "template",
                "payload": {
                    "buttons": [
                        {"title": "Kể", "type": "oa.query.hide", "payload": "#gs:tell"},
                        {
                            "title": "Trang",
                            "type": "oa.open.url",
                            "payload": {"url": "https://x.vn/a"},
                        },
                    ]
                },
            },
        }

    @respx.mock
    async def test_a_picture_with_its_caption(self, http: httpx.AsyncClient) -> None:
        route = respx.post(V3).respond(json=SUCCESS)
        await send(http, PICTURE)
        assert sent_body(route)["message"] == {
            "text": "Bà Tư",
            "attachment": {
                "type": "template",
                "payload": {
                    "template_type": "media",
                    "elements": [{"media_type": "image", "url": "https://x.vn/a.jpg"}],
                },
            },
        }

    @respx.mock
    @pytest.mark.parametrize(("alt", "message"), [("Bà Tư", {"text": "Bà Tư"}), ("", {})])
    async def test_a_picture_alone_says_what_it_shows(
        self, http: httpx.AsyncClient, alt: str, message: dict[str, str]
    ) -> None:
        route = respx.post(V3).respond(json=SUCCESS)
        await send(http, Part(image="https://x.vn/a.jpg", alt=alt))
        body = sent_body(route)["message"]
        assert {**message, "attachment": body["attachment"]} == body

    @respx.mock
    async def test_choices_are_not_given_up_for_a_picture(self, http: httpx.AsyncClient) -> None:
        route = respx.post(V3).respond(json=SUCCESS)
        await send(http, replace(BUTTONS, image="https://x.vn/a.jpg", quick=(Button("Dừng", "x"),)))
        titles = [
            button["title"]
            for button in sent_body(route)["message"]["attachment"]["payload"]["buttons"]
        ]
        assert titles == ["Kể", "Trang", "Dừng"]

    @respx.mock
    async def test_a_visitor_of_the_web_widget_is_answered_over_v2(
        self, http: httpx.AsyncClient
    ) -> None:
        route = respx.post(V2).respond(json=SUCCESS)
        sent = await send(http, address="anonymous:a%3A9:c1")
        assert sent == Sent("sent", "abc")
        assert sent_body(route)["recipient"] == {"anonymous_id": "a:9", "conversation_id": "c1"}

    @respx.mock
    async def test_half_a_surrogate_pair_goes_out_as_a_question_mark(
        self, http: httpx.AsyncClient
    ) -> None:
        route = respx.post(V3).respond(json=SUCCESS)
        assert (await send(http, Part("a\ud83d"))).status == "sent"
        assert sent_body(route)["message"]["text"] == "a?"

    @respx.mock
    async def test_a_simulator_is_asked_at_its_address(self, http: httpx.AsyncClient) -> None:
        route = respx.post("http://127.0.0.1:9000/zalo/v3.0/oa/message/cs").respond(json=SUCCESS)
        await send(http, account=oa(api_base="http://127.0.0.1:9000/zalo/"))
        assert route.call_count == 1


class TestAnswer:
    @respx.mock
    async def test_what_is_left_of_the_quota_is_told(self, http: httpx.AsyncClient) -> None:
        quota = {"quota_type": "sub_quota", "remain": "487", "total": "500", "owner_type": "OA"}
        data = {"message_id": 9007199254740993123, "user_id": "900", "quota": quota}
        respx.post(V3).respond(json={"error": 0, "data": data})
        assert await send(http) == Sent("sent", "9007199254740993123", quota_left=487)

    @respx.mock
    @pytest.mark.parametrize("error", [0, "0"])
    async def test_an_older_answer_is_success_too(
        self, http: httpx.AsyncClient, error: Any
    ) -> None:
        respx.post(V3).respond(json={"error": error})
        assert await send(http) == Sent("sent")

    @respx.mock
    @pytest.mark.parametrize("content", [b"", b"OK", b"[]", b"{}", b'{"error":null}', b"\xff"])
    async def test_an_answer_that_says_nothing_leaves_it_open(
        self, http: httpx.AsyncClient, content: bytes
    ) -> None:
        respx.post(V3).respond(200, content=content)
        assert (await send(http)).status == "ambiguous"

    @respx.mock
    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    @pytest.mark.parametrize("code", [0, -216, -217, -230, -235])
    async def test_a_5xx_is_no_final_word_whatever_its_json_says(
        self, http: httpx.AsyncClient, status: int, code: int
    ) -> None:
        route = respx.post(V3).respond(status, json=refusal(code))
        assert await send(http) == Sent("ambiguous", reason=f"HTTP {status}")
        assert route.call_count == 1

    @respx.mock
    @pytest.mark.parametrize(
        ("status", "outcome", "after"),
        [
            (301, "config", None),
            (401, "config", None),
            (403, "config", None),
            (404, "config", None),
            (413, "permanent", None),
            (429, "throttled", 60),
        ],
    )
    async def test_a_page_instead_of_json_is_judged_by_its_status(
        self, http: httpx.AsyncClient, status: int, outcome: str, after: float | None
    ) -> None:
        respx.post(V3).respond(status, html="<h1>no</h1>", headers={"location": "https://x.vn"})
        sent = await send(http)
        assert (sent.status, sent.after) == (outcome, after)

    @respx.mock
    async def test_a_code_counts_under_any_status_below_500(self, http: httpx.AsyncClient) -> None:
        respx.post(V3).respond(401, json=refusal(-216))
        assert (await send(http)).token_dead

    @respx.mock
    @pytest.mark.parametrize(
        ("error", "outcome"),
        [
            (httpx.ConnectError, "retry"),
            (httpx.ConnectTimeout, "retry"),
            (httpx.PoolTimeout, "retry"),
            (httpx.ProxyError, "retry"),
            (httpx.WriteTimeout, "ambiguous"),
            (httpx.WriteError, "ambiguous"),
            (httpx.ReadTimeout, "ambiguous"),
            (httpx.ReadError, "ambiguous"),
            (httpx.RemoteProtocolError, "ambiguous"),
            (httpx.DecodingError, "ambiguous"),
        ],
    )
    async def test_only_what_never_left_may_simply_be_sent_again(
        self, http: httpx.AsyncClient, error: type[httpx.RequestError], outcome: str
    ) -> None:
        respx.post(V3).mock(side_effect=error("host and port"))
        assert await send(http) == Sent(outcome, reason=error.__name__)  # type: ignore[arg-type]

    @pytest.mark.parametrize("token", ["bền", "two\nlines"])
    async def test_a_token_that_cannot_stand_in_a_header_is_said_so(
        self, http: httpx.AsyncClient, token: str
    ) -> None:
        sent = await send(http, account=replace(oa(), secrets={**SECRETS, "access_token": token}))
        assert sent == Sent("config", reason="access token có ký tự lạ")

    @pytest.mark.parametrize("base", ["ftp://x", "http://a:port", "nowhere"])
    async def test_an_address_that_is_none_is_said_so(
        self, http: httpx.AsyncClient, base: str
    ) -> None:
        assert (await send(http, account=oa(api_base=base))).status == "config"

    async def test_what_cannot_be_sent_is_not_tried(self, http: httpx.AsyncClient) -> None:
        without = replace(oa(), secrets={})
        assert (await send(http, account=without)).token_dead
        assert (await send(http, Part())).status == "permanent"
        assert (await send(http, address="anonymous:a9:")).status == "permanent"


@respx.mock
async def test_neither_tokens_nor_words_are_logged(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    respx.post(V3).respond(json=refusal(-201, "Chào bà"))
    respx.get(GETOA).respond(json=refusal(-216))
    with caplog.at_level(logging.DEBUG):
        await send(http, BUTTONS)
        await channel().check(http, oa())
    for hidden in (*SECRETS.values(), BUTTONS.text, "900"):
        assert hidden not in caplog.text
