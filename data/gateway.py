"""Keeping what the vendors send: many calls in one transaction, each event once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Conversation, InboundEvent, Person, WebhookCall

Key = tuple[str, str, str]  # channel, account's slug, vendor's id of the person


@dataclass(frozen=True)
class Incoming:
    channel: str
    account: str
    external_id: str
    address: str
    kind: str
    happened_at: dt.datetime
    payload: dict[str, Any]
    webhook: int
    locality: str | None = None  # of our account

    @property
    def key(self) -> Key:
        return self.channel, self.account, self.address


async def keep_calls(
    session: AsyncSession, calls: Sequence[tuple[UUID, bytes, str | None]]
) -> list[int]:
    """Keeps requests (account, body, problem) as they came; their numbers, in the same order."""
    rows = await session.scalars(
        insert(WebhookCall).returning(WebhookCall.id, sort_by_parameter_order=True),
        [
            {"account_id": account, "body": body, "problem": problem}
            for account, body, problem in calls
        ],
    )
    return list(rows)


async def keep_events(session: AsyncSession, events: Sequence[Incoming]) -> list[UUID]:
    """Keeps each event once per account and vendor's id.

    Returns:
        The conversations that have something new to handle.
    """
    if not events:
        return []
    conversations = await _conversations(session, {event.key: event.locality for event in events})
    values = {
        (event.channel, event.account, event.external_id): {
            "channel": event.channel,
            "account": event.account,
            "external_id": event.external_id,
            "kind": event.kind,
            "conversation_id": conversations[event.key],
            "payload": event.payload,
            "happened_at": event.happened_at,
            "webhook_id": event.webhook,
        }
        for event in reversed(events)  # of one that comes twice in a batch, the first is kept
    }
    # In one order everywhere, so that two processes that are sent the same never wait in a circle.
    rows = await session.scalars(
        insert(InboundEvent)
        .values([values[key] for key in sorted(values)])
        .on_conflict_do_nothing(index_elements=["channel", "account", "external_id"])
        .returning(InboundEvent.conversation_id)
    )
    return sorted(set(rows))


async def _conversations(
    session: AsyncSession, localities: Mapping[Key, str | None]
) -> dict[Key, UUID]:
    """The conversation of each person who writes, begun where there is none."""
    keys = sorted(localities)
    known = await _known(session, keys)
    missing = [key for key in keys if key not in known]
    if missing:
        people = {key: uuid4() for key in missing}
        await session.execute(insert(Person), [{"id": person} for person in people.values()])
        begun = await session.scalars(
            insert(Conversation)
            .values(
                [
                    {
                        "id": uuid4(),
                        "person_id": person,
                        "channel": key[0],
                        "account": key[1],
                        "address": key[2],
                        "state": _first_state(localities[key]),
                    }
                    for key, person in people.items()
                ]
            )
            .on_conflict_do_nothing(index_elements=["channel", "account", "address"])
            .returning(Conversation.person_id)
        )
        if lost := set(people.values()) - set(begun):  # somebody else began theirs meanwhile
            await session.execute(delete(Person).where(Person.id.in_(lost)))
        known |= await _known(session, missing)
    return known


def _first_state(locality: str | None) -> dict[str, Any]:
    """As `actions.state.State` reads it."""
    return {"locality": locality, "chosen": True} if locality else {}


async def _known(session: AsyncSession, keys: Sequence[Key]) -> dict[Key, UUID]:
    rows = await session.execute(
        select(
            Conversation.channel, Conversation.account, Conversation.address, Conversation.id
        ).where(tuple_(Conversation.channel, Conversation.account, Conversation.address).in_(keys))
    )
    return {(row.channel, row.account, row.address): row.id for row in rows}
