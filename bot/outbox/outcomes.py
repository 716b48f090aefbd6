"""Notes what became of a bubble: the vendor's outcome decides what happens next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Sent
from bot.outbox import backoff
from bot.outbox.laying_out import Laid, decorated
from bot.outbox.leaving import outside_window
from data.accounts import halt, hold, learn, note_sent
from data.database import Sessions
from data.sending import (
    BULK,
    Bubble,
    Waiting,
    close_window,
    end_sending,
    go_plain,
    part_sent,
    put_off,
    remember_numbers,
    set_unreachable,
)

log = structlog.get_logger()
# Of one bubble, when the vendor says each time that nothing arrived. A reply's last about a day:
# by then the vendor's window has ended too.
MOST_ATTEMPTS = 200
MOST_ATTEMPTS_BULK = 12
MOST_REPEATS = 4  # of a bubble that may have arrived each time before
ECHO_WAIT = 6.0  # seconds in which the echo of a bubble tells that it has arrived
ECHOING = frozenset({"zalo", "messenger"})
HELD = 30.0  # seconds an account waits that a vendor slows down without saying how long
RENEWED = "token renewed"  # the bubble's error while it goes with a new token


@dataclass(frozen=True)
class Noting:
    sessions: Sessions
    chance: Callable[[], float]

    async def note(self, waiting: Waiting, bubble: Bubble, laid: Laid, sent: Sent) -> None:
        """In one transaction; the account's row comes last, for everybody needs it."""
        if sent.status == "ambiguous":
            await self.ambiguous(waiting, bubble, sent.reason, self._doubt(waiting, sent))
            return
        async with self.sessions.begin() as session:
            if sent.status == "sent":
                await arrived(
                    session, waiting.conversation.id, bubble, laid, _ids(sent.provider_id)
                )
                await note_sent(session, waiting.account.id, sent.quota_left)
            else:
                await self._not_sent(session, waiting, bubble, laid, sent)
            await learn(session, waiting.account.id, sent.learnt)
        if sent.status != "sent":
            self._tell(waiting, sent)

    async def _not_sent(
        self, session: AsyncSession, waiting: Waiting, bubble: Bubble, laid: Laid, sent: Sent
    ) -> None:
        message, conversation, account = waiting.message, waiting.conversation, waiting.account
        if sent.window_closed:
            await close_window(session, conversation.id)
        match sent.status:
            case "throttled":
                wait = sent.after or HELD
                if sent.window_closed:
                    await self._leave_be(session, waiting, bubble, sent)
                else:
                    await put_off(session, bubble, wait, sent.reason)
                await hold(session, account.id, wait)
            case "retry" if message.attempts + 1 < _most_attempts(waiting):
                wait = max(sent.after or 0.0, backoff.seconds(message.attempts + 1, self.chance))
                await put_off(session, bubble, wait, sent.reason, failed=True)
            case "config" if message.purpose == "human" and outside_window(waiting):
                # The vendor lets this Page's people not write so late; the rest may go on.
                await end_sending(session, bubble, "failed", sent.reason)
            case "config":
                await put_off(session, bubble, 0.0, sent.reason)
                await halt(session, account.id, sent.reason)
            case "unreachable":
                if not sent.window_closed:
                    await set_unreachable(session, conversation.id, sent.reason, sent.gone)
                await self._leave_be(session, waiting, bubble, sent)
            case "permanent" if _goes_plain(waiting, bubble, laid, sent):
                await go_plain(session, bubble, sent.reason)
            case _:
                await end_sending(session, bubble, "failed", sent.reason)

    async def _leave_be(
        self, session: AsyncSession, waiting: Waiting, bubble: Bubble, sent: Sent
    ) -> None:
        """A story that came too late for the window waits until they write."""
        waits = sent.window_closed and waiting.message.purpose in BULK
        await end_sending(session, bubble, "waiting" if waits else "failed", sent.reason)

    async def ambiguous(self, waiting: Waiting, bubble: Bubble, reason: str, wait: float) -> None:
        """It may have arrived: a reply is sent again after `wait` seconds, a story never is."""
        message = waiting.message
        async with self.sessions.begin() as session:
            if message.purpose in BULK or message.repeats >= MOST_REPEATS:
                await end_sending(session, bubble, "unsure", reason)
            else:
                await put_off(session, bubble, wait, reason, doubtful=True)
        log.warning("may have arrived", reason=reason, outbox=message.id)

    def _doubt(self, waiting: Waiting, sent: Sent) -> float:
        """Seconds in which its echo has time to come."""
        wait = max(sent.after or 0.0, backoff.seconds(waiting.message.repeats + 1, self.chance))
        return max(wait, ECHO_WAIT) if waiting.conversation.channel in ECHOING else wait

    def _tell(self, waiting: Waiting, sent: Sent) -> None:
        tell = log.error if sent.status == "config" else log.warning
        tell(
            "not sent",
            status=sent.status,
            reason=sent.reason,
            channel=waiting.conversation.channel,
            account=waiting.conversation.account,
            outbox=waiting.message.id,
        )


async def arrived(
    session: AsyncSession, conversation: UUID, bubble: Bubble, laid: Laid, ids: Sequence[str]
) -> bool:
    """Notes that a bubble is there, and with the last one what numbers mean now; whether nobody
    had done so before."""
    last = bubble.place + 1 >= len(laid.parts)
    if last and laid.numbers_kept is not None:
        await remember_numbers(session, conversation, laid.numbers_kept)
    return await part_sent(session, bubble, ids, last)


def _most_attempts(waiting: Waiting) -> int:
    return MOST_ATTEMPTS_BULK if waiting.message.purpose in BULK else MOST_ATTEMPTS


def _goes_plain(waiting: Waiting, bubble: Bubble, laid: Laid, sent: Sent) -> bool:
    """Whether the text alone may go, which has not been tried yet."""
    part = laid.parts[bubble.place]
    return sent.plain and waiting.message.plain_from is None and decorated(part)


def _ids(provider_id: str | None) -> tuple[str, ...]:
    return (provider_id,) if provider_id else ()
