"""The worker: handles messages and broadcasts as jobs come. Any number of them may run.

Around procrastinate's own worker stands what it leaves to its user: stalled jobs are retried,
a lost connection restarts it, and messages that no job remembers are found again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from uuid import UUID

import psycopg
import structlog
import uvloop
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from bot.broadcast.calendar import keep_calendar
from bot.broadcast.pump import pump
from bot.care import keep_accounts
from bot.dialogue.nlu import NluUnavailable
from bot.inbox.arriving import NotFetched
from bot.inbox.handling import TooFast
from bot.jobs import (
    BROADCAST,
    BULK,
    BULK_LOCK,
    CONVERSATION,
    CONVERSATION_LOCK,
    SENDER,
    SENDER_LOCK,
    wake_conversation,
    wake_sender,
)
from bot.logs import configure_logs, without_words
from bot.outbox.sending import patiently
from bot.outbox.tokens import refresh_early, tell_of_ending
from bot.services import Services, open_services
from bot.settings import get_settings
from bot.supervise.database import database_url
from data.database import libpq_url
from data.gateway import forget_requests
from data.inbox import conversations_waiting
from data.reviews import forget_old
from data.sending import conversations_to_send

log = structlog.get_logger()
FORGOTTEN = 30.0  # seconds after which an unsent message gets a job again
NAP = 1.0  # seconds that a reply's job waits by itself; longer waits are found again
BULK_NAP = 5.0
BULK_AT_ONCE = 8  # stories leaving at a time
STALLED = 6.0  # seconds without a heartbeat after which a job's worker counts as dead


WAITS: dict[type[BaseException], int] = {NluUnavailable: 1, TooFast: 5, NotFetched: 2}  # seconds


class Patience(BaseRetryStrategy):
    """Rasa away: every second, for as long as it takes. Anything else: a little longer each time.

    How often a message may fail is counted with the message, not with the job.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        wait = WAITS.get(type(exception)) or min(2 ** min(job.attempts, 5), 30)
        return RetryDecision(retry_in={"seconds": int(wait)})


def register(services: Services) -> None:
    """The jobs a worker can do, on the services it has."""
    queue = services.queue

    @queue.task(name=CONVERSATION, queue=CONVERSATION, retry=Patience())
    async def conversation(conversation: str) -> None:
        await services.handling.conversation(UUID(conversation))

    @queue.task(name=SENDER, queue=SENDER, retry=Patience())
    async def sender(conversation: str) -> None:
        await patiently(services.sender, UUID(conversation), NAP)

    @queue.task(name=BULK, queue=BULK, retry=Patience())
    async def bulk(conversation: str) -> None:
        await patiently(services.sender, UUID(conversation), BULK_NAP)

    @queue.task(name=BROADCAST, queue=BROADCAST, retry=Patience())
    async def broadcast(broadcast: str) -> None:
        await pump(services.sessions, services.queue, UUID(broadcast))

    # With a periodic task procrastinate notices when its own listener has died.
    @queue.periodic(cron="*/5 * * * *")
    @queue.task(name="alive", queue=CONVERSATION)
    async def alive(timestamp: int) -> None:
        pass

    @queue.periodic(cron="17 * * * *")  # hourly: the machine may be off at night
    @queue.task(name="forget-reviews", queue=CONVERSATION)
    async def forget_reviews(timestamp: int) -> None:
        async with services.sessions.begin() as session:
            await forget_old(session)

    @queue.periodic(cron="47 * * * *")
    @queue.task(name="forget-webhooks", queue=CONVERSATION)
    async def forget_webhooks(timestamp: int) -> None:
        forgotten = True
        while forgotten:
            async with services.sessions.begin() as session:
                forgotten = bool(await forget_requests(session))

    @queue.periodic(cron="7 1 * * *")  # in the morning of Vietnam
    @queue.task(name="tell-of-tokens", queue=CONVERSATION)
    async def tell_of_tokens(timestamp: int) -> None:
        await tell_of_ending(services.sessions)


async def work(services: Services, ready: asyncio.Event | None = None) -> None:
    """Works until cancelled."""
    register(services)
    async with services.queue.open_async(), asyncio.TaskGroup() as group:
        lost = asyncio.Event()
        group.create_task(_supervised(services, CONVERSATION, lost))
        # Not these: a restart would cut off what is leaving, and they look twice a second anyway.
        group.create_task(_supervised(services, BROADCAST, asyncio.Event(), concurrency=1))
        group.create_task(_supervised(services, SENDER, asyncio.Event()))
        group.create_task(_supervised(services, BULK, asyncio.Event(), concurrency=BULK_AT_ONCE))
        group.create_task(_watch_connection(services.url, lost))
        group.create_task(_retry_stalled(services))
        group.create_task(_find_forgotten(services))
        group.create_task(_keep_tokens(services))
        group.create_task(keep_accounts(services))
        group.create_task(keep_calendar(services))
        if ready is not None:
            ready.set()


async def _supervised(
    services: Services, queue: str, lost: asyncio.Event, concurrency: int | None = None
) -> None:
    """Runs procrastinate's worker, again and again."""
    while True:
        lost.clear()
        run = asyncio.create_task(
            services.queue.run_worker_async(
                queues=[queue],
                concurrency=concurrency or services.settings.worker_concurrency,
                fetch_job_polling_interval=0.5,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=STALLED / 3,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=8,
            )
        )
        dropped = asyncio.create_task(lost.wait())
        try:
            await asyncio.wait({run, dropped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            run.cancel()
            dropped.cancel()
            results = await asyncio.gather(run, dropped, return_exceptions=True)
        if isinstance(results[0], Exception):
            log.error("worker restarts", queue=queue, reason=repr(results[0]))
        await asyncio.sleep(0.5)


async def _watch_connection(url: str, lost: asyncio.Event) -> None:
    """Tells when the database went away: procrastinate's LISTEN does not come back by itself."""
    while True:
        with contextlib.suppress(psycopg.Error):
            async with await psycopg.AsyncConnection.connect(
                libpq_url(url), autocommit=True
            ) as connection:
                while True:
                    await connection.execute("SELECT 1")
                    await asyncio.sleep(2)
        lost.set()
        await asyncio.sleep(1)


async def _retry_stalled(services: Services) -> None:
    """Jobs whose worker died are taken up again; procrastinate leaves that to its user."""
    manager = services.queue.job_manager
    while True:
        await asyncio.sleep(STALLED / 3)
        try:
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                with contextlib.suppress(ConnectorException):  # another worker was faster
                    await manager.retry_job(job)
        except Exception:
            log.exception("stalled jobs not retried")


async def _find_forgotten(services: Services) -> None:
    """Messages whose time to be sent has come, and those whose job was lost (a restored backup, a
    job deleted by hand), get a job."""
    while True:
        await asyncio.sleep(5)
        try:
            async with services.sessions.begin() as session:
                for conversation in await conversations_waiting(session, CONVERSATION_LOCK):
                    await wake_conversation(services.queue, session, conversation)
            async with services.sessions.begin() as session:
                for conversation, stories in await conversations_to_send(
                    session, FORGOTTEN, SENDER_LOCK, BULK_LOCK
                ):
                    await wake_sender(services.queue, session, conversation, bulk=stories)
        except Exception as error:
            log.error("forgotten messages not looked for", **without_words(error))


async def _keep_tokens(services: Services) -> None:
    """Tokens are refreshed long before they end."""
    while True:
        try:
            await refresh_early(services.sessions, services.http, services.seal)
        except Exception as error:  # its text may have an address or a token in it
            log.error("tokens not refreshed", **without_words(error))
        await asyncio.sleep(300)


async def _beat(file: Path) -> None:
    """Writes anew every two seconds that this process works: one that is stuck does not."""
    while True:
        _sign(file)
        await asyncio.sleep(2)


def _sign(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(os.getpid()))


async def main() -> None:
    settings = get_settings()
    configure_logs()
    async with open_services(settings, database_url(settings)) as services:
        ready = asyncio.Event()
        task = asyncio.create_task(work(services, ready))
        loop = asyncio.get_running_loop()
        for signal_ in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_, task.cancel)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        file = settings.var / "run" / "worker.ready"
        beating = asyncio.create_task(_beat(file))
        with contextlib.suppress(asyncio.CancelledError):
            await task
        beating.cancel()
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    uvloop.run(main())
