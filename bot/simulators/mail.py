"""Delivers an account's events to the product's webhook as its vendor would."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Literal

import httpx

from bot.simulators.faults import Faults
from bot.simulators.letters import Counts, Envelope, Habit, Letter, Notice, Writer
from bot.simulators.pace import Pace

LONGEST_ANSWER = 90.0  # seconds after which a request nobody waits for any more is ended
BATCH_WAIT = 1.0  # seconds, scaled, an event waits for company


class Mail:
    """`url` None or `on` False: nothing is delivered, and it is gone."""

    def __init__(
        self,
        *,
        habit: Habit,
        pace: Pace,
        http: httpx.AsyncClient,
        write: Writer,
        faults: Callable[[], Faults],
        changed: Callable[[], None],
    ) -> None:
        self.habit, self.url, self.on = habit, "", True
        self.counts = Counts()
        self.latest: Notice | None = None  # of those that were on their way
        self.alerts: list[str] = []
        self.on_acknowledged: Callable[[Notice, httpx.Response | None], None] | None = None
        self.on_switched_off: Callable[[], None] | None = None
        self._pace, self._http, self._write = pace, http, write
        self._faults, self._changed = faults, changed
        self._lanes: dict[str, deque[Envelope]] = {}
        self._held: list[Notice] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._successes = 0
        self._places: asyncio.Semaphore | None = None

    def limit_connections(self, count: int | None) -> None:
        self._places = asyncio.Semaphore(count) if count else None

    def put(self, notice: Notice) -> None:
        self.counts.events += 1
        if not (self.url and self.on):
            self._end(notice, "missed")
            return
        self.latest = notice
        faults = self._faults()
        if self.habit.batches and not self._held and faults.happens("batch", notice.key):
            self._held.append(notice)
            self._spawn(self._send_held())
            return
        notices, self._held = [*self._held, notice], []
        self.counts.batched += len(notices) - 1
        envelope = Envelope(notices, notice.lane)
        if faults.happens("late", notice.key):
            self.counts.late += 1
            self._spawn(self._late(envelope, faults.late_seconds))
        else:
            self._queue(envelope)

    def repeat(self, notice: Notice) -> None:
        """Delivers once more what was delivered."""
        self.counts.doubled += 1
        self._spawn(self._again_after_all(notice))

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    async def settle(self, seconds: float = 10.0) -> bool:
        """Waits until nothing is on its way; False when that takes longer."""
        end = asyncio.get_running_loop().time() + seconds
        while self._tasks:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await asyncio.wait(set(self._tasks), timeout=left)
        return True

    def withdraw(self) -> None:
        """Forgets what is on its way; nothing more is delivered until there is a `url` again."""
        self.url = ""
        self._lanes, self._held = {}, []
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _send_held(self) -> None:
        await self._pace.sleep(BATCH_WAIT)
        if self._held:
            notices, self._held = self._held, []
            self._queue(Envelope(notices, notices[-1].lane))

    async def _late(self, envelope: Envelope, seconds: float) -> None:
        await self._pace.sleep(seconds)
        await self._deliver(envelope, hold=False)

    async def _again_after_all(self, notice: Notice) -> None:
        envelope = Envelope([notice], notice.lane, attempt=len(notice.attempts))
        await self._attempt(envelope)

    def _queue(self, envelope: Envelope) -> None:
        lane = self._lanes.get(envelope.lane)
        if lane is not None:
            lane.append(envelope)
            return
        self._lanes[envelope.lane] = deque([envelope])
        self._spawn(self._run(envelope.lane))

    async def _run(self, name: str) -> None:
        lane = self._lanes[name]
        try:
            while lane:
                await self._deliver(lane.popleft(), hold=self.habit.order == "acknowledged")
        finally:
            if self._lanes.get(name) is lane:
                del self._lanes[name]

    async def _deliver(self, envelope: Envelope, *, hold: bool) -> None:
        """`hold`: returns when it is over, not after the first attempt."""
        first = envelope.notices[0]
        if self._faults().happens("duplicate_at_once", first.key):
            self.counts.doubled += 1
            self._spawn(self._attempt_only(envelope))
        if await self._attempt(envelope):
            if self._faults().happens("duplicate", first.key):
                self.repeat(first)
            return
        if hold:
            await self._retry(envelope)
        else:
            self._spawn(self._retry(envelope))

    async def _attempt_only(self, envelope: Envelope) -> None:
        await self._attempt(Envelope(envelope.notices, envelope.lane))

    async def _retry(self, envelope: Envelope) -> None:
        if not self.habit.retries_answers and envelope.notices[0].attempts[-1] != "no connection":
            self._end_all(envelope, "given up")
            return
        envelope.successes = self._successes
        passed = 0.0  # already, of what is to be waited for
        for wait in self.habit.waits:
            passed = max(passed - wait, 0) + await self._pace.sleep(max(wait - passed, 0))
            envelope.waited += wait
            if not (self.url and self.on):
                self._end_all(envelope, "missed")
                return
            self.counts.retried += 1
            if await self._attempt(envelope):
                return
            if self._switched_off(envelope):
                self._end_all(envelope, "given up")
                return
        self._end_all(envelope, "given up")
        if self.habit.off_when_exhausted:
            self.switch_off("Đã thử lại hết số lần mà webhook vẫn không nhận.")

    def _switched_off(self, envelope: Envelope) -> bool:
        """Whether nothing at all came through for too long; tells the operator before."""
        habit = self.habit
        if self._successes != envelope.successes:
            return False
        if habit.alert_after and envelope.waited >= habit.alert_after and not self.alerts:
            self.alerts.append("Webhook lỗi kéo dài.")
        if habit.off_after and envelope.waited >= habit.off_after:
            self.switch_off("Webhook lỗi quá lâu nên đã bị tắt.")
            return True
        return False

    def switch_off(self, why: str) -> None:
        if self.on:
            self.on = False
            self.alerts.append(why)
            if self.on_switched_off:
                self.on_switched_off()
        self._changed()

    async def _attempt(self, envelope: Envelope) -> bool:
        envelope.attempt += 1
        self.counts.attempts += 1
        letter = self._write(envelope.notices, envelope.attempt)
        if self._places is None:
            outcome, response = await self._post(letter)
        else:
            async with self._places:
                outcome, response = await self._post(letter)
        good = response is not None and self.habit.accepted(response.status_code)
        if good:
            for notice in envelope.notices:
                notice.taken = notice.taken or self._pace.now()
        if good and self._faults().happens("lost_answer", self._subject(envelope)):
            self.counts.lost_answers += 1
            outcome, good = "timeout", False
        for notice in envelope.notices:
            notice.attempts.append(outcome)
            notice.tried.set()
        if good:
            self._successes += 1
            self._end_all(envelope, "acknowledged", response)
        return good

    def _subject(self, envelope: Envelope) -> str:
        return f"{envelope.notices[0].key}:{envelope.attempt}"

    async def _post(self, letter: Letter) -> tuple[str, httpx.Response | None]:
        """The request goes on when the vendor no longer waits: the product is not interrupted."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        request = asyncio.create_task(
            self._http.post(
                self.url,
                content=letter.body,
                headers=dict(letter.headers),
                timeout=LONGEST_ANSWER,
            )
        )
        try:
            await asyncio.wait({request}, timeout=self.habit.limit)
        except asyncio.CancelledError:
            request.cancel()
            raise
        if not request.done():
            self.counts.timeouts += 1
            self._spawn(_let_end(request))
            return "timeout", None
        try:
            response = request.result()
        except (httpx.HTTPError, OSError):
            self.counts.unreachable += 1
            return "no connection", None
        self.counts.answers.append(loop.time() - began)
        statuses = self.counts.statuses
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        return str(response.status_code), response

    def _end_all(
        self,
        envelope: Envelope,
        state: Literal["acknowledged", "given up", "missed"],
        response: httpx.Response | None = None,
    ) -> None:
        for notice in envelope.notices:
            if not notice.ended.is_set():
                self._end(notice, state)
                if state == "acknowledged" and self.on_acknowledged:
                    self.on_acknowledged(notice, response)

    def _end(self, notice: Notice, state: Literal["acknowledged", "given up", "missed"]) -> None:
        counts = self.counts
        notice.state = state
        counts.acknowledged += state == "acknowledged"
        counts.given_up += state == "given up"
        counts.missed += state == "missed"
        notice.tried.set()
        notice.ended.set()
        self._changed()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _let_end(request: asyncio.Task[httpx.Response]) -> None:
    await asyncio.wait({request})
    if not request.cancelled():
        request.exception()
