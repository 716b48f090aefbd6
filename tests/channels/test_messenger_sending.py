"""What goes to Meta's Send API. What comes back: messenger_answers.py."""

from __future__ import annotations

import json
import logging
import unicodedata
from dataclasses import replace
from typing import Any, get_args

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Account, Button, Part, Purpose
from bot.channels.messenger import MessengerChannel
from bot.channels.messenger.graph import proof
from bot.channels.messenger.sending import envelope, message
from bot.channels.messenger.usage import percent, regain
from tests.channels.messenger_answers import ACCOUNT

MESSENGER = MessengerChannel()
GRAPH = "https://graph.facebook.com/v25.0/500"
SENT = {"recipient_id": "900", "message_id": "m_1"}


async def sent_body(
    part: Part, *, purpose: Purpose = "reply", account: Account = ACCOUNT
) -> dict[str, Any]:
    """What goes over the wire for it."""
    with respx.mock:
        route = respx.post(f"{GRAPH}/messages").respond(json=SENT)
        async with httpx.AsyncClient() as http:
            await MESSENGER.send(http, account, "900", part, purpose=purpose, marker="out:1")
        body: dict[str, Any] = json.loads(route.calls.last.request.content)
        return body


async def test_a_send_is_authorised_by_header_and_proof() -> None:
    with respx.mock:
        route = respx.post(f"{GRAPH}/messages").respond(json=SENT)
        async with httpx.AsyncClient() as http:
            await MESSENGER.send(
                http, ACCOUNT, "900", Part("Xin chào"), purpose="reply", marker="out:1"
            )
    request = route.calls.last.request
    assert request.headers["authorization"] == "Bearer TOKEN123"
    assert dict(request.url.params) == {"appsecret_proof": proof("s3cr3t", "TOKEN123")}
    assert json.loads(request.content) == {
        "recipient": {"id": "900"},
        "messaging_type": "RESPONSE",
        "message": {"text": "Xin chào", "metadata": "out:1"},
    }


async def test_base_and_version_come_from_the_account() -> None:
    options = {"graph_base": "http://127.0.0.1:9/graph/", "graph_version": "v26.0"}
    account = replace(ACCOUNT, vendor_id="5/0", options=options)
    with respx.mock:
        route = respx.post("http://127.0.0.1:9/graph/v26.0/5%2F0/messages").respond(json=SENT)
        async with httpx.AsyncClient() as http:
            await MESSENGER.send(http, account, "900", Part("x"), purpose="reply", marker="1")
    assert route.called


async def test_text_carries_quick_replies() -> None:
    body = await sent_body(Part("Chọn", quick=(Button("Tin", "NEWS"), Button("Truyện"))))
    assert body["message"]["quick_replies"] == [
        {"content_type": "text", "title": "Tin", "payload": "NEWS"},
        {"content_type": "text", "title": "Truyện", "payload": "Truyện"},
    ]


async def test_buttons_make_a_template() -> None:
    buttons = (Button("Đọc", url="https://guong.example/1"), Button("Góp ý", "FB:12"))
    body = await sent_body(Part("Chọn", buttons=buttons))
    assert body["message"]["attachment"] == {
        "type": "template",
        "payload": {
            "template_type": "button",
            "text": "Chọn",
            "buttons": [
                {"type": "web_url", "title": "Đọc", "url": "https://guong.example/1"},
                {"type": "postback", "title": "Góp ý", "payload": "FB:12"},
            ],
        },
    }
    assert body["message"]["metadata"] == "out:1"


async def test_an_image_goes_by_its_address() -> None:
    body = await sent_body(Part(image="https://guong.example/a.jpg", alt="Bà Sáu"))
    assert body["message"] == {
        "attachment": {"type": "image", "payload": {"url": "https://guong.example/a.jpg"}},
        "metadata": "out:1",
    }


async def test_text_is_composed() -> None:
    apart = unicodedata.normalize("NFD", "Tiếng Việt")
    assert len(apart) == 14
    body = await sent_body(Part(apart, quick=(Button(apart),)))
    assert body["message"]["text"] == "Tiếng Việt"
    assert body["message"]["quick_replies"][0]["title"] == "Tiếng Việt"


@pytest.mark.parametrize(
    ("part", "plain"),
    [
        (Part("chữ", image="https://guong.example/a.jpg"), True),
        (Part(image="https://guong.example/a.jpg", buttons=(Button("x"),)), True),
        (Part(), False),
        (Part("  "), False),
        (Part(buttons=(Button("x"),)), False),
    ],
)
async def test_a_bubble_messenger_has_no_form_for_is_not_sent(part: Part, plain: bool) -> None:
    with respx.mock:  # no route: a request would fail the test
        async with httpx.AsyncClient() as http:
            found = await MESSENGER.send(http, ACCOUNT, "900", part, purpose="reply", marker="1")
    assert (found.status, found.plain) == ("permanent", plain)


async def test_half_a_character_does_not_stop_a_message() -> None:
    body = await sent_body(Part("a\ud83db"))
    assert body["message"]["text"] == "a\ufffdb"


purposes = st.sampled_from(get_args(Purpose))
words = st.text(max_size=30)
taps = st.lists(st.builds(Button, words, words), max_size=3).map(tuple)
parts = st.builds(Part, words, taps, taps, st.none() | st.just("https://guong.example/a.jpg"))
windows = st.sampled_from(["", "yes", "1", "true", "TRUE", "no", "0"])


@given(purpose=purposes, outside=st.booleans())
def test_only_a_person_can_be_human_agent(purpose: Purpose, outside: bool) -> None:
    found = envelope(purpose, outside=outside)
    assert ("tag" in found) == (purpose == "human" and outside)
    assert (found["messaging_type"] == "MESSAGE_TAG") == ("tag" in found)


@given(purpose=purposes, part=parts, window=windows, words=words)
async def test_nothing_but_a_persons_message_is_ever_tagged(
    purpose: Purpose, part: Part, window: str, words: str
) -> None:
    """Whatever the text, the account's options and the part say."""
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json=SENT)

    options = {"outside_window": window, "tag": "HUMAN_AGENT", "messaging_type": "MESSAGE_TAG"}
    account = replace(ACCOUNT, options=options)
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        await MESSENGER.send(http, account, "900", part, purpose=purpose, marker=words)
    outside = window.lower() in {"yes", "1", "true"}
    for body in seen:
        assert set(body) <= {"recipient", "messaging_type", "tag", "message"}
        tagged = purpose == "human" and outside
        assert body.get("tag") == ("HUMAN_AGENT" if tagged else None)
        assert (body["messaging_type"] == "MESSAGE_TAG") == tagged
    assert len(seen) == (message(part) is not None)


@pytest.mark.parametrize(
    ("purpose", "wanted"),
    [
        ("reply", "RESPONSE"),
        ("human", "RESPONSE"),
        ("notice", "UPDATE"),
        ("service", "UPDATE"),
        ("story", "UPDATE"),
        ("reminder", "UPDATE"),
    ],
)
async def test_inside_the_window_no_tag_is_needed(purpose: Purpose, wanted: str) -> None:
    body = await sent_body(Part("x"), purpose=purpose)
    assert body["messaging_type"] == wanted
    assert "tag" not in body


@pytest.mark.parametrize("token", ["", "mã", "a\nb"])
async def test_a_token_that_cannot_be_sent_is_a_matter_of_the_account(token: str) -> None:
    account = replace(ACCOUNT, secrets={**ACCOUNT.secrets, "page_token": token})
    with respx.mock:
        async with httpx.AsyncClient() as http:
            found = await MESSENGER.send(
                http, account, "900", Part("x"), purpose="reply", marker="1"
            )
    assert found.status == "config"


async def test_secrets_reach_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with respx.mock:
        respx.route().respond(json=SENT)
        async with httpx.AsyncClient() as http:
            await MESSENGER.send(http, ACCOUNT, "900", Part("x"), purpose="reply", marker="1")
            await MESSENGER.typing(http, ACCOUNT, "900")
            await MESSENGER.subscribe(http, ACCOUNT)
    assert "graph.facebook.com" in caplog.text
    assert not any(secret in caplog.text for secret in ACCOUNT.secrets.values())


async def test_typing_is_all_the_request_says() -> None:
    with respx.mock:
        route = respx.post(f"{GRAPH}/messages").respond(json={"recipient_id": "900"})
        async with httpx.AsyncClient() as http:
            await MESSENGER.typing(http, ACCOUNT, "900")
    assert json.loads(route.calls.last.request.content) == {
        "recipient": {"id": "900"},
        "sender_action": "typing_on",
    }


@pytest.mark.parametrize(
    ("headers", "seconds", "used"),
    [
        ({}, None, None),
        ({"x-app-usage": '{"call_count": 28, "total_time": 99.2}'}, None, 100),
        (
            {
                "x-business-use-case-usage": '{"500": [{"type": "messenger", "call_count": 97,'
                ' "estimated_time_to_regain_access": 3}]}'
            },
            180.0,
            97,
        ),
        ({"retry-after": "7"}, 7.0, None),
        ({"retry-after": "Fri, 20 Nov 2026 08:00:00 GMT"}, None, None),
        ({"retry-after": "99999999"}, 86400.0, None),
        ({"x-app-usage": "{"}, None, None),
        ({"x-app-usage": "[]"}, None, None),
    ],
)
def test_usage_headers_say_how_long_to_wait(
    headers: dict[str, str], seconds: float | None, used: int | None
) -> None:
    assert regain(httpx.Headers(headers)) == seconds
    assert percent(httpx.Headers(headers)) == used
