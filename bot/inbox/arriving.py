"""What the worker does with an event of each kind, before or instead of the dialogue."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from actions.arrivals import arrived, come_from, located, unread
from actions.registry import payload
from actions.state import State
from actions.turn import Outcome, Turn
from bot.accounts import as_account
from bot.channels.contract import Attachment, Channel
from bot.inbox.fetching import FetchError, fetch
from bot.inbox.urgent import CAME, SAID
from bot.outbox import offering
from bot.outbox.echoes import whose
from data.accounts import find_account
from data.database import Sessions
from data.erasure import erase_person
from data.handoffs import person_wrote
from data.inbox import note_payload
from data.models import Conversation, InboundEvent
from data.photos import PhotoError, Picture, read_photo, store
from data.sealing import Seal
from data.sending import ever_offered, let_waiting_go, set_unreachable

log = structlog.get_logger()
MOST_FETCHES = 3


class NotFetched(Exception):
    """The vendor's file server is away; the message waits and is tried again."""


@dataclass(frozen=True)
class Fetched:
    """A picture read, or why it could not be."""

    picture: Picture | None = None


@dataclass(frozen=True)
class Arriving:
    sessions: Sessions
    http: httpx.AsyncClient
    seal: Seal
    channels: Mapping[str, Channel]
    site: str | None = None

    async def prepare(self, event: InboundEvent) -> Fetched | None:
        """What has to be asked of the vendor before the transaction.

        Raises:
            NotFetched: not now; after a few tries it is taken as unreadable.
        """
        picture = _picture(event)
        if picture is None:
            return None
        async with self.sessions() as session:
            row = await find_account(session, event.channel, event.account)
        if row is None:
            return Fetched()
        account, channel = as_account(row, self.seal), self.channels[event.channel]
        try:
            raw = await fetch(self.http, channel, account, picture)
            return Fetched(await asyncio.to_thread(read_photo, raw))
        except FetchError as error:
            log.warning("picture not fetched", channel=event.channel, reason=str(error))
            if error.again and event.attempts + 1 < MOST_FETCHES:
                raise NotFetched(str(error)) from error
            return Fetched()
        except PhotoError:
            return Fetched()

    async def keep(
        self, session: AsyncSession, event: InboundEvent, person: UUID, fetched: Fetched | None
    ) -> str | None:
        """Keeps a picture that was fetched, also for the official who reads the conversation;
        the payload that stands for it."""
        if fetched is None or fetched.picture is None:
            return None
        photo = await store(session, person, fetched.picture)
        known = payload("photo", id=str(photo.id))
        await note_payload(session, event.id, known)
        return known

    async def note(
        self, session: AsyncSession, conversation: Conversation, event: InboundEvent
    ) -> bool:
        """What changes by the event itself, whatever is answered; whether something may leave now
        that waited."""
        last = conversation.last_inbound_at
        late = last is not None and event.happened_at < last
        if event.kind in SAID | CAME:
            conversation.last_inbound_at = last if late else event.happened_at
            if not late:
                conversation.unreachable = conversation.window_ends = None
            await session.flush()
            return await let_waiting_go(session, conversation.id)
        if event.kind == "unfollow" and not late:
            await set_unreachable(session, conversation.id, "unfollowed", gone=True)
        elif event.kind == "echo":
            channel = self.channels[event.channel]
            found = await whose(session, channel, conversation, event.payload, self.site)
            if found == "person":
                await person_wrote(session, conversation.id, event.happened_at, "vendor")
            return found == "arrived"
        return False


def _picture(event: InboundEvent) -> Attachment | None:
    if event.kind != "image":
        return None
    attached = [Attachment(**each) for each in event.payload.get("attachments", ())]
    return next((each for each in attached if each.kind == "image"), None)


async def answer(turn: Turn, event: InboundEvent, photo: str | None) -> Outcome | Turn | None:
    """An outcome that needs no dialogue, the turn for the dialogue, or None: nothing to say.
    `photo`: the payload of the picture that came with it."""
    kind, given = event.kind, event.payload
    if kind in CAME:
        return await arrived(turn, given.get("ref"))
    if kind == "erase":
        return await _erased(turn)
    if kind not in SAID:
        return None
    turn = come_from(turn, given.get("ref"))
    if kind == "choice":
        return replace(turn, payload=await _payload(turn, str(given.get("payload") or "")))
    if kind == "text":
        return turn
    if kind == "location" and "latitude" in given and "longitude" in given:
        return await located(turn, float(given["latitude"]), float(given["longitude"]))
    if kind == "image" and photo is not None:
        return replace(turn, payload=photo)
    if kind == "contact" and (phone := _phone(given)) and turn.state.draft is not None:
        return replace(turn, text=phone)
    return unread(turn, kind)


async def _erased(turn: Turn) -> Outcome:
    """They told the vendor to have their data erased: done, and nothing said to who has gone."""
    await erase_person(turn.db, turn.person)
    log.info("erased at the vendor's request", channel=turn.channel)
    return Outcome((), State(locality=turn.state.locality, chosen=turn.state.chosen))


async def _payload(turn: Turn, tapped: str) -> str:
    """A tapped key stands for the payload of a choice that was offered there, however long ago."""
    if not tapped.startswith("k:"):
        return tapped
    offered = await ever_offered(turn.db, turn.conversation)
    return next((each for each in offered if offering.key(each) == tapped), tapped)


def _phone(given: dict[str, Any]) -> str | None:
    """The writer's own number: a shared contact may be a neighbour's."""
    contact = given.get("contact") or {}
    return contact.get("phone") if contact.get("own", "yes") == "yes" else None
