"""Polling: nothing is forgotten at Telegram's before it is kept here."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_polling import LONGEST_PAUSE, PollingEnded, delay, poll
from tests.channels.telegram_account import TOKEN, bot

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


def update(number: int) -> dict[str, Any]:
    chat = {"id": 900, "type": "private"}
    text = f"tin {number} ạ \ud83d"
    return {"update_id": number, "message": {"message_id": 1, "chat": chat, "text": text}}


def refusal(code: int, description: str = "", **parameters: Any) -> httpx.Response:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return httpx.Response(code, json=body)


@dataclass
class Telegram:
    """Holds updates until a call asks for what comes after them, as the Bot API does.

    `troubles` answer the first calls of getUpdates; `kept` is read when it forgets.
    """

    waiting: list[dict[str, Any]]
    kept: list[int]
    stop: asyncio.Event
    webhook: bool = True
    troubles: list[httpx.Response | Exception] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        method, fields = request.url.path.rsplit("/", 1)[1], json.loads(request.content)
        self.calls.append((method, fields))
        if method == "deleteWebhook":
            self.webhook = False
            return httpx.Response(200, json={"ok": True, "result": True})
        if self.webhook:
            return refusal(409, WEBHOOK_ACTIVE)
        if self.troubles:
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        return self.updates(fields.get("offset", 0))

    def updates(self, offset: int) -> httpx.Response:
        forgotten = [each["update_id"] for each in self.waiting if each["update_id"] < offset]
        assert set(forgotten) <= set(self.kept), "told to forget what was never kept"
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
        if not self.waiting:
            self.stop.set()
        body = json.dumps({"ok": True, "result": self.waiting[:3]}).encode()
        return httpx.Response(200, content=body)


@dataclass
class Polling:
    """One run from the first call until Telegram has nothing left, without waiting anywhere."""

    numbers: list[int]
    troubles: list[httpx.Response | Exception] = field(default_factory=list)
    keep_fails: set[int] = field(default_factory=set)  # which calls of `keep`, counted from 0
    kept: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    keep_calls: int = 0

    def __post_init__(self) -> None:
        self.stop = asyncio.Event()
        self.telegram = Telegram(
            [update(number) for number in self.numbers],
            self.kept,
            self.stop,
            troubles=self.troubles,
        )

    async def keep(self, body: bytes) -> None:
        self.keep_calls += 1
        if self.keep_calls - 1 in self.keep_fails:
            raise RuntimeError(body)
        self.bodies.append(body)
        self.kept.append(json.loads(body)["update_id"])

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def run(self) -> None:
        transport = httpx.MockTransport(self.telegram.handle)
        async with httpx.AsyncClient(transport=transport) as http:
            await asyncio.wait_for(
                poll(http, bot(), self.keep, stop=self.stop, pause=self.pause), timeout=10
            )


async def test_the_webhook_is_taken_away_first_and_what_waits_is_left() -> None:
    polling = Polling([5])
    await polling.run()
    assert polling.telegram.calls[0] == ("deleteWebhook", {"drop_pending_updates": False})
    assert polling.telegram.calls[1] == (
        "getUpdates",
        {
            "timeout": 25,
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        },
    )


async def test_updates_are_kept_in_their_order_as_a_webhook_would_bring_them() -> None:
    polling = Polling([5, 6, 7, 8, 20])
    await polling.run()
    assert [json.loads(body) for body in polling.bodies] == [update(n) for n in (5, 6, 7, 8, 20)]
    assert [fields.get("offset") for _, fields in polling.telegram.calls[1:]] == [None, 8, 21]


async def test_an_update_that_could_not_be_kept_comes_again_before_the_next() -> None:
    polling = Polling([5, 6, 7], keep_fails={1, 2})
    await polling.run()
    assert polling.kept == [5, 6, 7]
    assert len(polling.pauses) == 2


@given(
    count=st.integers(0, 12),
    keep_fails=st.sets(st.integers(0, 20)),
    troubles=st.lists(
        st.sampled_from(["refused", "timeout", "reset", "502", "html", "429", "garbled"]),
        max_size=8,
    ),
)
async def test_whatever_fails_every_update_is_kept_once_and_in_order(
    count: int, keep_fails: set[int], troubles: list[str]
) -> None:
    answers: dict[str, httpx.Response | Exception] = {
        "refused": httpx.ConnectError("x"),
        "timeout": httpx.ReadTimeout("x"),
        "reset": httpx.ReadError("x"),
        "502": refusal(502),
        "html": httpx.Response(502, html="<h1>502</h1>"),
        "429": refusal(429, retry_after=3),
        "garbled": httpx.Response(200, json={"ok": True, "result": "?"}),
    }
    polling = Polling(
        list(range(100, 100 + count)),
        troubles=[answers[name] for name in troubles],
        keep_fails=keep_fails,
    )
    await polling.run()
    assert polling.kept == list(range(100, 100 + count))


@pytest.mark.parametrize(
    ("trouble", "least", "most"),
    [
        (httpx.ConnectError("x"), 0.75, 1.25),
        (httpx.Response(502, html="<h1>502</h1>"), 0.75, 1.25),
        (refusal(429, retry_after=17), 17, 17),
        (httpx.Response(429, html="<h1>429</h1>", headers={"retry-after": "9"}), 9, 9),
        (httpx.Response(200, json={"ok": True, "result": [{"message": {}}]}), 0.75, 1.25),
    ],
)
async def test_trouble_is_waited_out(trouble: Any, least: float, most: float) -> None:
    polling = Polling([5], troubles=[trouble])
    await polling.run()
    assert polling.kept == [5]
    assert len(polling.pauses) == 1
    assert least <= polling.pauses[0] <= most


def test_pauses_grow_up_to_a_minute_and_differ() -> None:
    assert 0.75 <= delay(1) <= 1.25
    assert 6 <= delay(4) <= 10
    assert all(0.75 * LONGEST_PAUSE <= delay(n) <= 1.25 * LONGEST_PAUSE for n in (7, 50, 10_000))
    assert len({delay(4) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("description", "told"),
    [(WEBHOOK_ACTIVE, "vừa được đặt webhook"), (OTHER_POLLER, "chương trình khác đang hỏi tin")],
)
async def test_a_lasting_conflict_ends_with_its_reason(description: str, told: str) -> None:
    polling = Polling([5], troubles=[refusal(409, description) for _ in range(9)])
    with structlog.testing.capture_logs() as logs, pytest.raises(PollingEnded, match=told) as ended:
        await polling.run()
    assert "bot-thu" in str(ended.value)
    assert told in logs[0]["reason"]
    assert len(polling.pauses) == 4
    assert [method for method, _ in polling.telegram.calls].count("deleteWebhook") == 1


async def test_a_conflict_with_the_process_before_us_passes() -> None:
    polling = Polling([5], troubles=[refusal(409, OTHER_POLLER) for _ in range(4)])
    await polling.run()
    assert polling.kept == [5]


@pytest.mark.parametrize("code", [401, 404])
async def test_a_wrong_token_ends_it_without_telling_the_token(code: int) -> None:
    polling = Polling([5], troubles=[refusal(code, "Unauthorized")])
    with pytest.raises(PollingEnded, match="BotFather") as ended:
        await polling.run()
    assert TOKEN not in str(ended.value)
    assert polling.pauses == []


async def test_stopping_leaves_at_telegrams_what_was_not_kept() -> None:
    polling = Polling([5, 6, 7])

    async def keep(body: bytes) -> None:
        await polling.keep(body)
        polling.stop.set()

    transport = httpx.MockTransport(polling.telegram.handle)
    async with httpx.AsyncClient(transport=transport) as http:
        await asyncio.wait_for(poll(http, bot(), keep, stop=polling.stop), timeout=10)
    assert polling.kept == [5]
    assert [each["update_id"] for each in polling.telegram.waiting] == [5, 6, 7]


class Silent(httpx.AsyncBaseTransport):
    """Takes a call and says nothing, as a long poll does while nobody writes."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let_go = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("deleteWebhook"):
            return httpx.Response(200, json={"ok": True, "result": True})
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.let_go = True
        raise AssertionError


async def keep_nothing(body: bytes) -> None:
    raise AssertionError("there was nothing")


@pytest.mark.parametrize("by", ["event", "cancelling"])
async def test_stopping_does_not_wait_for_the_long_poll(by: str) -> None:
    silent, stop = Silent(), asyncio.Event()
    async with httpx.AsyncClient(transport=silent) as http:
        running = asyncio.create_task(poll(http, bot(), keep_nothing, stop=stop))
        await asyncio.wait_for(silent.asked.wait(), 10)
        if by == "event":
            stop.set()
        else:
            running.cancel()
        done, _ = await asyncio.wait({running}, timeout=10)
    assert done == {running}
    assert running.cancelled() is (by == "cancelling")
    assert silent.let_go


async def test_stopping_does_not_wait_for_a_pause() -> None:
    stop = asyncio.Event()

    def refuse(request: httpx.Request) -> httpx.Response:
        asyncio.get_running_loop().call_soon(stop.set)
        return refusal(429, retry_after=3600)

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as http:
        await asyncio.wait_for(poll(http, bot(), keep_nothing, stop=stop), timeout=10)


async def test_no_log_holds_the_token_or_what_was_written(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    polling = Polling([5], troubles=[httpx.ConnectError("x")], keep_fails={0})
    with structlog.testing.capture_logs() as logs:
        await polling.run()
    told = caplog.text + json.dumps(logs, default=str, ensure_ascii=False)
    assert [entry["event"] for entry in logs].count("telegram_update_not_kept") == 1
    assert TOKEN not in told
    assert "tin 5" not in told
