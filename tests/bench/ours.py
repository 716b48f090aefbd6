"""The product under measurement: its start, how fast it makes a message durable."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench.figures import Durations
from tests.bench.questions import LOCALITIES, QUESTIONS
from tests.bench.traffic import Traffic, measure
from tests.conftest import open_folder
from tests.product import Chat, Product


@dataclass(frozen=True)
class Starts:
    """Seconds from `guongsang up` to the first answer."""

    empty: Durations  # no data yet
    kept: Durations  # with the data of an earlier run


class WebChat:
    """The chat API, as the chat page uses it."""

    def __init__(self, url: str, good: tuple[int, ...] = (200,)) -> None:
        self.url, self._good = url, good

    async def begin(self, http: httpx.AsyncClient, number: int) -> str:
        locality = LOCALITIES[number % len(LOCALITIES)]
        answer = await http.post("/api/chat/sessions", json={"locality": locality})
        answer.raise_for_status()
        session: str = answer.json()["session"]
        return session

    async def ask(self, http: httpx.AsyncClient, conversation: str, n: int, text: str) -> bool:
        body = {"session": conversation, "id": f"m{n}", "text": text}
        answer = await http.post("/api/chat/messages", json=body)
        if answer.status_code not in self._good:
            return False
        content: dict[str, Any] = answer.json()
        return answer.status_code != 200 or bool(content["replies"])


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Product]:
    """Stopped at the end also when starting it was interrupted."""
    product = Product(folder, **settings)
    try:
        product.start()
        yield product
    finally:
        product.stop()


def starts(times: int) -> Starts:
    empty, kept = [], []
    for _ in range(times):
        with open_folder() as folder:
            empty.append(first_answer(folder))
            kept.append(first_answer(folder))
    return Starts(Durations.of(empty), Durations.of(kept))


def first_answer(folder: Path) -> float:
    began = time.monotonic()
    with running(folder) as product:
        assert Chat(product.url, LOCALITIES[0]).say(QUESTIONS[0])
        return time.monotonic() - began


def accepts(messages: int) -> tuple[Traffic, ...]:
    """POST → 202 with no waiting for the answer, while everything runs and the answers are made.

    By then the message is durable, and one more transaction has noted that nobody waits: what a
    webhook takes is less.
    """
    with open_folder() as folder, running(folder, GUONGSANG_ANSWER_WAIT="0") as product:
        target = WebChat(product.url, good=(200, 202))
        return (
            measure(target, 1, messages),
            measure(target, 16, messages, pause=1.0),
            measure(target, 16, messages),
        )
