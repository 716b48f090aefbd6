"""The worker: handles messages and broadcasts as jobs come. Any number of them may run.

Around procrastinate's own worker stands what it leaves to its user: stalled jobs are retried,
a lost connection restarts it, and messages that no job remembers are found again.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
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
from bot.dialogue.nlu import NluUnavailable
from bot.inbox.arriving import NotFetched
from bot.inbox.handling import TooFast
from bot.jobs import BROADCAST, CONVERSATION, SENDER, wake_conversation, wake_sender
from bot.logs import configure_logs
from bot.outbox.sending import NotYet
from bot.outbox.tokens import refresh_early
from bot.services import Services, open_services
from bot.settings import get_settings
from bot.supervise.database import database_url
from data.database import libpq_url
from data.inbox import conversations_waiting
from data.reviews import forget_old
from data.sending import conversations_to_send

log = structlog.get_logger()
FORGOTTEN = 30.0  # seconds after which an unsent message gets a job again
LONGEST_WAIT = 3600.0  # seconds; whoever waits longer is looked at again then
STALLED = 6.0  # seconds without a heartbeat after which a job's worker counts as dead


WAITS: dict[type[BaseException], int] = {NluUnavailable: 1, TooFast: 5, NotFetched: 2}  # seconds


class Patience(BaseRetryStrategy):
    """Rasa away: every second, for as long as it takes. Not yet its time: then. Anything else: a
    little longer each time.

    How often a message may fail is counted with the message, not with the job.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, NotYet):
            wait = min(max(exception.seconds, 0.0), LONGEST_WAIT)
            return RetryDecision(retry_at=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait))
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
        await services.sender.conversation(UUID(conversation))

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


async def work(services: Services, ready: asyncio.Event | None = None) -> None:
    """Works until cancelled."""
    register(services)
    async with services.queue.open_async(), asyncio.TaskGroup() as group:
        lost = asyncio.Event()
        group.create_task(_supervised(services, CONVERSATION, lost))
        group.create_task(_supervised(services, BROADCAST, asyncio.Event(), concurrency=1))
        group.create_task(_supervised(services, SENDER, asyncio.Event()))
        group.create_task(_watch_connection(services.url, lost))
        group.create_task(_retry_stalled(services))
        group.create_task(_find_forgotten(services))
        group.create_task(_keep_tokens(services))
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
    """Messages whose job was lost (a restored backup, a job deleted by hand) get a new one."""
    while True:
        await asyncio.sleep(30)
        try:
            async with services.sessions.begin() as session:
                for conversation in await conversations_waiting(session):
                    await wake_conversation(services.queue, session, conversation)
                for conversation in await conversations_to_send(session, FORGOTTEN):
                    await wake_sender(services.queue, session, conversation)
        except Exception:
            log.exception("forgotten messages not looked for")


async def _keep_tokens(services: Services) -> None:
    """Tokens are refreshed long before they end."""
    while True:
        try:
            await refresh_early(services.sessions, services.http, services.seal)
        except Exception:
            log.exception("tokens not refreshed")
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
