"""kill -9 in mid-conversation: nothing lost, nothing twice, order kept."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psutil
import pytest

from tests.conftest import open_folder
from tests.product import Chat, Product

pytestmark = pytest.mark.slow

PEOPLE = 8
MESSAGES = 12


@pytest.fixture(scope="module")
def mortal() -> Iterator[Product]:
    """A product of its own, to be killed."""
    with open_folder() as folder, Product(folder, GUONGSANG_ANSWER_WAIT="5") as running:
        yield running


def processes(product: Product, word: str) -> list[psutil.Process]:
    """Children of this product's `up` whose command has the word."""
    assert product.process
    found = []
    for child in psutil.Process(product.process.pid).children(recursive=True):
        try:
            if word in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            continue
    return found


def kill(product: Product, word: str) -> None:
    victims = processes(product, word)
    assert victims, f"no process with {word!r}"
    for victim in victims:
        os.kill(victim.pid, signal.SIGKILL)


def kill_everything(product: Product) -> None:
    """As when the power goes: `up` and every child at once, then started again."""
    assert product.process
    children = psutil.Process(product.process.pid).children(recursive=True)
    os.kill(product.process.pid, signal.SIGKILL)
    for child in children:
        try:
            child.kill()
        except psutil.Error:
            continue
    product.process.wait()
    product.start()


class Person(threading.Thread):
    """Sends numbered messages one after the other, each until it is answered."""

    def __init__(self, product: Product, number: int) -> None:
        super().__init__(daemon=True)
        self.chat = Chat(product.url, "binh-luong", timeout=15)
        self.number = number
        self.answers: list[list[dict[str, Any]]] = []

    def run(self) -> None:
        for n in range(MESSAGES):
            self.answers.append(self._until_answered(n))

    def _until_answered(self, n: int) -> list[dict[str, Any]]:
        text = f"Người {self.number} hỏi câu {n}: hạn báo cáo tổng kết?"
        body = {"session": self.chat.session, "id": f"{self.number}-{n}", "text": text}
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                answer = self.chat.http.post("/api/chat/messages", json=body)
                if answer.status_code == 200:
                    replies: list[dict[str, Any]] = answer.json()["replies"]
                    return replies
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise AssertionError(f"never answered: {text}")


@pytest.mark.parametrize(
    "blow",
    [
        pytest.param(lambda product: kill(product, "bot.worker"), id="the worker"),
        pytest.param(lambda product: kill(product, "bot.web"), id="the web"),
        pytest.param(lambda product: kill(product, "serve.py"), id="Rasa"),
        pytest.param(kill_everything, id="everything"),
    ],
)
def test_killing_in_mid_conversation(blow: Callable[[Product], None], mortal: Product) -> None:
    people = [Person(mortal, number) for number in range(PEOPLE)]
    for person in people:
        person.start()
    time.sleep(1.0)
    blow(mortal)
    for person in people:
        person.join(200)
    for person in people:
        assert len(person.answers) == MESSAGES, "lost"
        for replies in person.answers:
            assert "31/5/2025" in replies[0]["text"]
        turns = person.chat.http.get(
            "/api/chat/history", params={"session": person.chat.session}
        ).json()["turns"]
        asked = [turn["text"] for turn in turns if turn["from"] == "person"]
        expected = [
            f"Người {person.number} hỏi câu {n}: hạn báo cáo tổng kết?" for n in range(MESSAGES)
        ]
        assert asked == expected, "lost, doubled or out of order"
        answered = [
            turn for turn in turns if turn["from"] == "assistant" and turn["reply"]["sources"]
        ]
        assert len(answered) == MESSAGES, "a reply lost or doubled"


def test_no_orphan_is_left_when_up_is_killed(mortal: Product) -> None:
    assert mortal.process
    children = psutil.Process(mortal.process.pid).children(recursive=True)
    assert len(children) >= 4
    os.kill(mortal.process.pid, signal.SIGKILL)
    mortal.process.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
    mortal.start()
    assert Chat(mortal.url).text


def test_people_are_told_once_when_the_answer_is_late_and_it_comes(mortal: Product) -> None:
    chat = Chat(mortal.url, "binh-luong")
    kill(mortal, "serve.py")
    answer = chat.post(text="hạn báo cáo tổng kết là khi nào?")
    told: list[dict[str, Any]] = []
    if answer.status_code == 202:
        told = pushed_within(chat, 60, until="31/5/2025")
    else:  # Rasa was back within the wait
        told = answer.json()["replies"]
    texts = [reply["text"] for reply in told]
    assert sum("đang khởi động lại" in text for text in texts) <= 1
    assert sum("31/5/2025" in text for text in texts) == 1


def pushed_within(chat: Chat, seconds: float, until: str) -> list[dict[str, Any]]:
    from tests.bot.test_chat_api import stream

    got: list[dict[str, Any]] = []
    deadline = time.monotonic() + seconds
    for _, event in stream(chat, after="0"):
        if event is not None:
            got.append(event)
        if any(until in each["text"] for each in got) or time.monotonic() > deadline:
            return got
    return got
