"""A code links two accounts of one person: what each sees, before and after, and what nobody
else can."""

from __future__ import annotations

import asyncio
import re
import threading
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from actions.linking import ALREADY, KEPT, LEFT, OWN, TOLD, WRONG
from bot.web import photos
from data import linking
from data.linking import ALPHABET, CODE
from data.models import (
    Consent,
    Conversation,
    InboundEvent,
    OutboxMessage,
    Photo,
)
from data.photos import Picture
from data.transcripts import transcript
from tests.gateway.gateway import Gateway
from tests.gateway.linked import (
    JOIN,
    NOT_JOIN,
    asks_for_code,
    links,
    nominates,
    people,
    rows,
    status,
)
from tests.gateway.test_erasing import MARK

# --- a resident with two accounts


@pytest.mark.parametrize(("giver", "taker"), [("zalo", "messenger"), ("messenger", "telegram")])
async def test_a_resident_sees_from_one_account_what_was_sent_from_the_other(
    gateway: Gateway, giver: str, taker: str
) -> None:
    await gateway.says(giver, "cảm ơn")
    sent = await nominates(gateway, giver)
    await gateway.says(taker, "cảm ơn")
    assert sent.code not in await status(gateway, taker)
    await links(gateway, giver, taker)
    assert sent.code in await status(gateway, taker)
    assert sent.code in await status(gateway, giver)
    (person,) = set(await people(gateway, giver, taker))
    assert [each.given for each in await rows(gateway, Consent, person)] == [True]


async def test_who_gave_the_code_is_told_of_it(gateway: Gateway) -> None:
    await links(gateway, "zalo", "telegram")
    await gateway.send()
    assert gateway.person("zalo").heard[-1].text == TOLD


async def test_the_code_is_nobody_elses_business(gateway: Gateway) -> None:
    """Not the model's, not the official's who reads along, not the database's."""
    code = await asks_for_code(gateway, "zalo")
    await gateway.says("telegram", f"liên kết {code}")
    assert gateway.nlu.asked == []
    conversation = await gateway.conversation("zalo")
    async with gateway.services.sessions() as session:
        lines = await transcript(session, conversation.id, 50)
        kept = await session.execute(text("SELECT t::text FROM link_code t"))
        assert not [row for row in kept.scalars() if code in row or code.replace("-", "") in row]
    assert not [line for line in lines if code in line.text]
    assert [line for line in lines if "••••-••••" in line.text]


async def test_nothing_is_told_or_joined_before_it_is_agreed_to(gateway: Gateway) -> None:
    await gateway.says("zalo", "cảm ơn")
    sent = await nominates(gateway, "zalo", MARK)
    code = await asks_for_code(gateway, "zalo")
    an = await gateway.says("telegram", f"liên kết {code}")
    assert [key.title for key in an.heard[-1].said.keys] == [JOIN, NOT_JOIN]
    said = " ".join(bubble.text for bubble in an.heard)
    assert sent.code not in said
    assert MARK not in said
    assert len(set(await people(gateway, "zalo", "telegram"))) == 2
    await gateway.says("telegram", "1")  # a number is no button
    assert len(set(await people(gateway, "zalo", "telegram"))) == 2
    an.taps(NOT_JOIN)
    await gateway.settle()
    assert an.heard[-1].text == KEPT
    an.taps(JOIN)
    await gateway.settle()
    assert an.heard[-1].text == WRONG, "who said no has said no"


@pytest.mark.parametrize("written", ["{}", "Lien ket {}", "LIÊN KẾT: {}.", "mã liên kết {}"])
async def test_a_code_is_taken_however_it_is_written(gateway: Gateway, written: str) -> None:
    code = await asks_for_code(gateway, "messenger")
    an = await gateway.says("zalo", written.format(code.lower()))
    assert an.heard[-1].text.startswith("Anh/chị muốn gộp")


async def test_three_accounts_are_one_person(gateway: Gateway) -> None:
    await links(gateway, "zalo", "messenger")
    await links(gateway, "messenger", "telegram")
    assert len(set(await people(gateway, "zalo", "messenger", "telegram"))) == 1


async def test_an_open_form_stays_where_it_was_begun(gateway: Gateway) -> None:
    gateway.nlu.intent = "nominate"
    await gateway.says("zalo", "tôi muốn giới thiệu một người tốt")
    draft = (await gateway.conversation("zalo")).state["draft"]
    await links(gateway, "zalo", "telegram")
    assert (await gateway.conversation("zalo")).state["draft"] == draft
    assert (await gateway.conversation("telegram")).state.get("draft") is None


# --- codes that do not work


async def test_a_wrong_code(gateway: Gateway) -> None:
    await asks_for_code(gateway, "zalo")
    an = await gateway.says("telegram", "liên kết BBBB-2222")
    assert an.heard[-1].text == WRONG


async def test_an_expired_code(gateway: Gateway) -> None:
    code = await asks_for_code(gateway, "zalo")
    gateway.minutes = 15.1
    an = await gateway.says("telegram", f"liên kết {code}")
    assert an.heard[-1].text == WRONG


async def test_a_code_that_expires_before_it_is_agreed_to(gateway: Gateway) -> None:
    code = await asks_for_code(gateway, "zalo")
    an = await gateway.says("telegram", f"liên kết {code}")
    gateway.minutes = 15.1
    an.taps(JOIN)
    await gateway.settle()
    assert an.heard[-1].text == WRONG
    assert len(set(await people(gateway, "zalo", "telegram"))) == 2


async def test_a_code_replaced_by_a_newer_one(gateway: Gateway) -> None:
    old = await asks_for_code(gateway, "zalo")
    new = await asks_for_code(gateway, "zalo", "lien ket")
    an = await gateway.says("telegram", f"liên kết {old}")
    assert an.heard[-1].text == WRONG
    await gateway.says("telegram", f"liên kết {new}")
    assert an.heard[-1].text.startswith("Anh/chị muốn gộp")


async def test_a_code_works_once(gateway: Gateway) -> None:
    code = await asks_for_code(gateway, "zalo")
    first = await gateway.says("telegram", f"liên kết {code}")
    second = await gateway.says("messenger", f"liên kết {code}")
    assert second.heard[-1].text == WRONG, "used up as soon as it is told"
    first.taps(JOIN)
    await gateway.settle()
    await gateway.says("messenger", f"liên kết {code}")
    assert second.heard[-1].text == WRONG
    first.taps(JOIN)
    await gateway.settle()
    assert first.heard[-1].text == WRONG


async def test_ones_own_code_is_for_the_other_account(gateway: Gateway) -> None:
    code = await asks_for_code(gateway, "zalo")
    an = await gateway.says("zalo", f"liên kết {code}")
    assert an.heard[-1].text == OWN
    await gateway.says("telegram", f"liên kết {code}")
    assert gateway.person("telegram").heard[-1].text.startswith("Anh/chị muốn gộp"), "not used up"


async def test_accounts_that_are_linked_already(gateway: Gateway) -> None:
    an = await links(gateway, "zalo", "telegram")
    code = await asks_for_code(gateway, "zalo")
    await gateway.says("telegram", f"liên kết {code}")
    assert an.heard[-1].text == ALREADY


async def test_a_button_that_nobody_was_given_joins_nothing(gateway: Gateway) -> None:
    await asks_for_code(gateway, "zalo")
    an = await gateway.says("telegram", "cảm ơn")
    an.does("tap", text=JOIN, payload="link:do=confirm", message=an.heard[0].id)
    await gateway.settle()
    assert an.heard[-1].text == WRONG


async def test_who_guesses_has_to_wait(gateway: Gateway) -> None:
    code = await asks_for_code(gateway, "zalo")
    for guess in range(linking.FREE_TRIES):
        an = await gateway.says("telegram", f"liên kết BBBB-222{guess + 2}")
        assert an.heard[-1].text == WRONG
    await gateway.says("telegram", f"liên kết {code}")
    assert "thử lại sau" in an.heard[-1].text, "also the right one"
    gateway.minutes = 2
    await gateway.says("telegram", f"liên kết {code}")
    assert an.heard[-1].text.startswith("Anh/chị muốn gộp")


def test_codes_are_many_and_are_no_words() -> None:
    assert len({linking.new_code() for _ in range(1000)}) == 1000
    assert len(ALPHABET) ** 8 > 10**11
    assert not set("AEIOUYDWL01") & set(ALPHABET)
    assert all(CODE.fullmatch(linking.new_code()) for _ in range(100))


# --- the web page


async def web_says(gateway: Gateway, session: str, **said: str) -> list[dict[str, Any]]:
    body = {"session": session, "id": uuid4().hex, **said}
    asked = asyncio.create_task(gateway.to_product.post("/api/chat/messages", json=body))
    async with asyncio.timeout(20):
        while not asked.done():
            await asyncio.sleep(0.02)
            async with gateway.services.sessions() as db:
                waiting = await db.scalars(
                    select(InboundEvent.conversation_id).where(
                        InboundEvent.channel == "web", InboundEvent.processed_at.is_(None)
                    )
                )
            for conversation in set(waiting):
                await gateway.handling.conversation(conversation)
    replies: list[dict[str, Any]] = (await asked).json()["replies"]
    return replies


async def test_the_web_page_is_linked_like_any_other(gateway: Gateway) -> None:
    started = await gateway.to_product.post("/api/chat/sessions", json={})
    session = started.json()["session"]
    (given,) = await web_says(gateway, session, text="lien ket")
    code = re.search(CODE, given["text"])
    assert code
    await gateway.says("zalo", "cảm ơn")
    sent = await nominates(gateway, "zalo")
    an = await gateway.says("zalo", f"liên kết {code[0]}")
    an.taps(JOIN)
    await gateway.settle()
    gateway.nlu.intent = "nomination_status"
    (told,) = await web_says(gateway, session, text="đề cử của tôi tới đâu rồi")
    assert sent.code in told["text"]
    assert "Liên kết tài khoản" in [choice["title"] for choice in told["choices"]]
    async with gateway.services.sessions() as db:
        web = select(Conversation.id).where(
            Conversation.channel == "web",
            Conversation.person_id.in_(await people(gateway, "zalo")),
        )
        pushed = select(OutboxMessage.body).where(
            OutboxMessage.conversation_id.in_(web), OutboxMessage.purpose == "service"
        )
        assert [body["text"] for body in await db.scalars(pushed)] == [TOLD]
    (left,) = await web_says(gateway, session, text="bỏ liên kết")
    (left,) = await web_says(gateway, session, payload=left["choices"][0]["payload"])
    assert left["text"] == LEFT
    (told,) = await web_says(gateway, session, text="đề cử của tôi tới đâu rồi")
    assert sent.code not in told["text"]


async def test_a_photo_that_comes_while_its_page_is_linked(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await gateway.to_product.post("/api/chat/sessions", json={})
    session = started.json()["session"]
    (given,) = await web_says(gateway, session, text="liên kết")
    code = re.search(CODE, given["text"])
    assert code
    linked, looking = threading.Event(), threading.Event()

    def slowly(raw: bytes) -> Picture:
        looking.set()
        assert linked.wait(20)
        return Picture(raw, 1, 1)

    monkeypatch.setattr(photos, "read_photo", slowly)
    form: dict[str, Any] = {"data": {"session": session}, "files": {"file": ("a.png", b"a")}}
    sending = asyncio.create_task(gateway.to_product.post("/api/chat/photos", **form))
    assert await asyncio.to_thread(looking.wait, 20)
    an = await gateway.says("zalo", f"liên kết {code[0]}")
    an.taps(JOIN)
    await gateway.settle()
    linked.set()
    assert (await sending).status_code == 201
    (person,) = await people(gateway, "zalo")
    assert len(await rows(gateway, Photo, person)) == 1
