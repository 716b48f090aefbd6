"""The web chat's API as the design states it, through the running product."""

from __future__ import annotations

import contextlib
import io
import json
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.bot.apps import lone_web
from tests.product import Chat, Product


@pytest.fixture
def chat(product: Product) -> Chat:
    return Chat(product.url, "binh-luong")


def error_of(answer: httpx.Response) -> str:
    error = answer.json()["error"]
    assert error["message"]
    return str(error["code"])


def test_a_session_begins_with_who_is_speaking(product: Product) -> None:
    chat = Chat(product.url, None)
    assert "trợ lý tự động" in chat.text
    assert "gặp cán bộ" in chat.text
    assert set(chat.replies[0]) == {"text", "choices", "media", "topic", "sources"}


def test_an_answer_has_text_topic_and_source(chat: Chat) -> None:
    chat.say("bao giờ phải nộp báo cáo tổng kết?")
    reply = chat.replies[0]
    assert reply["topic"] == "deadline"
    assert reply["sources"][0]["plan"] == "binh-luong"
    assert reply["sources"][0]["section"] == "V.1"
    assert reply["sources"][0]["title"]


def test_the_same_message_again_gives_the_same_and_does_nothing_twice(chat: Chat) -> None:
    body = {"session": chat.session, "id": "once", "text": "gặp cán bộ"}
    first = chat.http.post("/api/chat/messages", json=body)
    again = chat.http.post("/api/chat/messages", json=body)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    turns = chat.http.get("/api/chat/history", params={"session": chat.session}).json()["turns"]
    assert sum(turn["from"] == "person" for turn in turns) == 1


def test_an_id_used_for_another_message_is_a_conflict(chat: Chat) -> None:
    body = {"session": chat.session, "id": "x", "payload": "more"}
    assert chat.http.post("/api/chat/messages", json=body).status_code == 200
    other = chat.http.post("/api/chat/messages", json={**body, "payload": "ask:intent=help"})
    assert other.status_code == 409
    assert error_of(other) == "id_used"


BAD = [
    ("no JSON", {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
    ("nothing said", {"json": {"session": "s", "id": "1"}}, 422),
    ("both said", {"json": {"session": "s", "id": "1", "text": "a", "payload": "b"}}, 422),
    ("blank", {"json": {"session": "s", "id": "1", "text": "   "}}, 422),
    ("no id", {"json": {"session": "s", "text": "a"}}, 422),
    ("unknown key", {"json": {"session": "s", "id": "1", "text": "a", "x": 1}}, 422),
    ("NUL in text", {"json": {"session": "s", "id": "1", "text": "a\x00b"}}, 422),
    ("unknown session", {"json": {"session": "nope", "id": "1", "text": "a"}}, 404),
    ("too large", {"json": {"session": "s", "id": "1", "text": "a" * 80_000}}, 413),
]


@pytest.mark.parametrize(("request_", "status"), [c[1:] for c in BAD], ids=[c[0] for c in BAD])
def test_bad_messages_get_a_clear_word(
    request_: dict[str, Any], status: int, product: Product
) -> None:
    answer = httpx.post(f"{product.url}/api/chat/messages", **request_)
    assert answer.status_code == status
    assert error_of(answer)


def test_an_unknown_locality_is_told_with_those_that_are(product: Product) -> None:
    answer = httpx.post(f"{product.url}/api/chat/sessions", json={"locality": "nga-son"})
    assert answer.status_code == 422
    assert "cam-ngoc" in answer.json()["error"]["message"]


def test_an_essay_gets_a_clear_word_and_loses_nothing(chat: Chat) -> None:
    chat.say("Bà Lan tốt lắm. " * 1250)
    assert "20.000" in chat.text
    assert "vẫn còn" in chat.text


async def test_limits_are_told_and_lifted_by_settings(database_url: str) -> None:
    async with lone_web(database_url, messages_per_minute=3) as http:
        started = await http.post("/api/chat/sessions", json={"locality": None})
        session = started.json()["session"]
        answers = [
            await http.post(
                "/api/chat/messages", json={"session": session, "id": str(n), "payload": "more"}
            )
            for n in range(5)
        ]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
    assert error_of(answers[-1]) == "too_many_messages"
    assert int(answers[-1].headers["retry-after"]) > 0


class Listening:
    """An open page's event stream, read in a thread."""

    def __init__(self, chat: Chat, **params: str) -> None:
        self.events: list[tuple[int, dict[str, Any]]] = []
        self.got = threading.Event()
        self._chat, self._params = chat, params
        self._stop = False
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Listening:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = True  # the thread ends at the next heartbeat, or with the tests

    def _read(self) -> None:
        with contextlib.suppress(httpx.HTTPError):  # the product is stopped before the page
            for number, event in stream(self._chat, **self._params):
                if event is not None:
                    self.events.append((number, event))
                    self.got.set()
                if self._stop:
                    return


def stream(chat: Chat, **params: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    with httpx.stream(
        "GET",
        f"{chat.http.base_url}/api/chat/events",
        params={"session": chat.session, **params},
        timeout=30,
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        number = 0
        for line in response.iter_lines():
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: "):
                yield number, json.loads(line[6:])
            else:
                yield number, None


def subscribe(chat: Chat) -> None:
    chat.say("cho tôi đăng ký nhận câu chuyện hằng tuần")
    chat.tap("Đồng ý nhận")
    assert "Đã đăng ký" in chat.text


def test_a_story_reaches_open_pages_and_waits_for_the_others(product: Product) -> None:
    """Open now: at once. Not there: on the next visit. Unsubscribed: never. Each once."""
    here, away, gone = (Chat(product.url, "go-vap") for _ in range(3))
    for chat in (here, away, gone):
        subscribe(chat)
    gone.say("dừng")
    gone.tap("Ngừng nhận tin")
    with Listening(here) as page:
        sent = product.run("broadcast")
        assert sent.returncode == 0, sent.stdout + sent.stderr
        assert page.got.wait(10)
    assert [event["topic"] for _, event in page.events] == ["story"]
    assert "[Ví dụ" in page.events[0][1]["text"]
    with Listening(away) as visit:
        assert visit.got.wait(10)
    assert len(visit.events) == 1
    seen = str(visit.events[0][0])
    with Listening(away, after=seen) as again, Listening(gone) as none:
        again.got.wait(4)
    assert again.events == none.events == []


def test_what_a_broken_connection_swallowed_comes_again(product: Product) -> None:
    chat = Chat(product.url, "trieu-son")
    subscribe(chat)
    product.run("broadcast")
    with Listening(chat) as first:
        assert first.got.wait(10)
    number = first.events[0][0]
    with Listening(chat, after=str(number - 1)) as second:
        assert second.got.wait(10)
    assert second.events == first.events


def test_somebody_elses_session_shows_nothing(product: Product) -> None:
    answer = httpx.get(f"{product.url}/api/chat/history", params={"session": "guessed"})
    assert answer.status_code == 404
    answer = httpx.get(f"{product.url}/api/chat/events", params={"session": "guessed"})
    assert answer.status_code == 404


def test_phone_numbers_are_masked_in_what_is_kept(chat: Chat) -> None:
    chat.say("số của tôi là 0912 345 678 nhé")
    turns = chat.http.get("/api/chat/history", params={"session": chat.session}).json()["turns"]
    said = [turn["text"] for turn in turns if turn["from"] == "person"]
    assert said == ["số của tôi là •••• ••• 678 nhé"]


def test_erasing_leaves_nothing_of_what_was_said(chat: Chat) -> None:
    chat.say("tiêu chí y tế là gì, tôi tên Hoàng Thị Kiểm Tra")
    chat.say("xóa dữ liệu của tôi")
    chat.tap("Xóa hết")
    assert "Đã xóa" in chat.text
    history = chat.http.get("/api/chat/history", params={"session": chat.session}).text
    assert "Kiểm Tra" not in history


@pytest.mark.parametrize("last", ["²", "9" * 5000, "-1", "abc"])
def test_an_odd_last_event_id_is_taken_for_none(last: str, chat: Chat) -> None:
    with httpx.stream(
        "GET",
        f"{chat.http.base_url}/api/chat/events",
        params={"session": chat.session},
        headers={"Last-Event-ID": last.encode()},
        timeout=10,
    ) as response:
        assert response.status_code == 200
        assert next(response.iter_lines()).startswith("retry")


@pytest.mark.parametrize("after", ["-1", str(2**63), "x"])
def test_an_odd_cursor_is_refused(after: str, chat: Chat) -> None:
    answer = chat.http.get("/api/chat/events", params={"session": chat.session, "after": after})
    assert answer.status_code == 422


def test_a_body_without_length_is_measured_too(chat: Chat) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    answer = chat.http.post("/api/chat/messages", content=chunks())
    assert answer.status_code == 413
    assert error_of(answer) == "too_large"


def test_a_story_that_cannot_be_is_not_found(product: Product) -> None:
    assert httpx.get(f"{product.url}/cau-chuyen/%00").status_code == 404


def test_a_broken_exif_does_not_spoil_a_photo(chat: Chat) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    raw = picture.getvalue()
    chunk = b"eXIfgarbage!"
    broken = raw[:33] + len(chunk[4:]).to_bytes(4, "big") + chunk
    broken += zlib.crc32(chunk).to_bytes(4, "big") + raw[33:]
    answer = chat.http.post(
        "/api/chat/photos", data={"session": chat.session}, files={"file": ("a.png", broken)}
    )
    assert answer.status_code == 201
    assert answer.json()["payload"].startswith("photo:id=")


def test_what_is_no_photo_is_refused_kindly(chat: Chat) -> None:
    answer = chat.http.post(
        "/api/chat/photos", data={"session": chat.session}, files={"file": ("a.jpg", b"GIF89a")}
    )
    assert answer.status_code == 415
    assert error_of(answer) == "not_a_photo"
