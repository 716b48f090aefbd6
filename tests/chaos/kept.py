"""What the product's database says at the end: when each event was handled, what was sent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bot.inbox.handling import BACK, FAILED, TOO_FAST, WAITING
from data.database import libpq_url
from tests.chaos.crowd import Act, Writer
from tests.chaos.judge import Did, Story

NOTICES = tuple(reply.text for reply in (WAITING, TOO_FAST, BACK, FAILED))
_EVENTS = """
    SELECT c.channel, c.address, e.external_id, e.kind, e.id, e.processed_at
    FROM inbound_event e JOIN conversation c ON c.id = e.conversation_id
    WHERE e.kind <> 'echo'
"""
_OUTBOX = """
    SELECT c.channel, c.address, o.event_id, o.n, o.state, o.error, o.doubtful, o.purpose,
           o.body ->> 'text' AS text
    FROM outbox o JOIN conversation c ON c.id = o.conversation_id
"""
_WAITING = """
    SELECT (SELECT count(*) FROM inbound_event WHERE processed_at IS NULL AND failed_at IS NULL),
           (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))
"""
_COUNTS = """
    SELECT 'tin đến: ' || kind AS what, count(*) FROM inbound_event GROUP BY kind
    UNION ALL SELECT 'tin đến bỏ dở', count(*) FROM inbound_event WHERE failed_at IS NOT NULL
    UNION ALL SELECT 'tin đi: ' || state, count(*) FROM outbox GROUP BY state
    UNION ALL SELECT 'không gửi: ' || error, count(*) FROM outbox WHERE state = 'failed'
        GROUP BY error
    UNION ALL SELECT 'việc trong hàng: ' || status, count(*) FROM procrastinate_jobs
        GROUP BY status
    ORDER BY 1
"""

Rows = Sequence[dict[str, Any]]
Whose = tuple[str, str]


@dataclass(frozen=True)
class Waiting:
    events: int
    messages: int


async def waiting(database: str) -> Waiting | None:
    """What is neither handled nor given up, sent nor refused; None when it cannot be asked."""
    try:
        async with await psycopg.AsyncConnection.connect(
            libpq_url(database), connect_timeout=5
        ) as link:
            row = await (await link.execute(_WAITING)).fetchone()
    except psycopg.Error:
        return None
    return Waiting(*row) if row else None


async def kept(database: str, writers: Sequence[Writer]) -> tuple[list[Story], dict[str, int]]:
    """Everybody's story for the judge, and how many rows there are of what."""
    async with await psycopg.AsyncConnection.connect(
        libpq_url(database), row_factory=dict_row
    ) as link:
        events = await (await link.execute(_EVENTS)).fetchall()
        outbox = await (await link.execute(_OUTBOX)).fetchall()
        counted = await (await link.execute(_COUNTS)).fetchall()
    events_of, outbox_of = _by_person(events), _by_person(outbox)
    stories = [
        story(
            writer,
            events_of[writer.vendor, writer.person.id],
            outbox_of[writer.vendor, writer.person.id],
        )
        for writer in writers
    ]
    return stories, {row["what"]: row["count"] for row in counted}


def _by_person(rows: Rows) -> defaultdict[Whose, list[dict[str, Any]]]:
    found: defaultdict[Whose, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["channel"], row["address"]].append(row)
    return found


def story(writer: Writer, events: Rows, outbox: Rows) -> Story:
    # Zalo's ids begin with the event's name, and a follow has none of its own: there is one of it.
    by_id = {row["external_id"].rpartition(":")[2]: row for row in events}
    first = next((row for row in events if row["kind"] == "follow"), None)
    answers = {row["event_id"]: row for row in outbox if row["n"] == 0}
    notices = [row for row in outbox if row["text"] in NOTICES]
    not_met = [trouble.code for trouble in writer.person.next_errors]
    return Story(
        writer.name,
        [_did(act, by_id, first, answers) for act in writer.acts],
        [bubble.text for bubble in writer.person.heard],
        [row["text"] for row in notices],
        [row["text"] for row in notices if row["doubtful"]],
        len(writer.refusals) - len(not_met),
    )


def _did(
    act: Act, by_id: dict[str, Any], first: dict[str, Any] | None, answers: dict[int, Any]
) -> Did:
    notice = act.notice
    row = by_id.get(notice.key) if notice else None
    found = row or (first if act.ask.kind == "follow" else None)
    answer = answers.get(found["id"]) if found else None
    handled: dt.datetime | None = found["processed_at"] if found else None
    return Did(
        what=act.ask.text or act.ask.kind,
        answer=act.ask.answer,
        taken=notice.taken if notice else None,
        handled=handled,
        given_up=notice is None or notice.state in ("given up", "missed"),
        doubtful=bool(answer and answer["doubtful"]),
        failed=answer["error"] if answer and answer["state"] == "failed" else None,
    )
