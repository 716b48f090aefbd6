"""What the worker does with an event of each kind, before or instead of the dialogue."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from actions.arrivals import arrived, located, unread
from actions.registry import payload
from actions.turn import Outcome, Turn
from bot.accounts import as_account
from bot.channels.contract import Attachment
from bot.channels.registry import CHANNELS
from bot.inbox.fetching import FetchError, fetch
from bot.outbox import offering
from data.accounts import find_account
from data.database import Sessions
from data.handoffs import person_wrote
from data.models import Conversation, InboundEvent
from data.photos import PhotoError, Picture, read_photo, store
from data.sealing import Seal
from data.sending import let_waiting_go, offered_lately, set_unreachable, settle_by_echo

# From the person, and to be answered; all else is only taken note of.
SAID = frozenset({"text", "choice", "image", "location", "sticker", "voice", "file", "contact"})
CAME = frozenset({"follow", "referral", "opt_in"})


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

    async def prepare(self, event: InboundEvent) -> Fetched | None:
        """What has to be asked of the vendor before the transaction.

        Raises:
            NotFetched: not now; after a few tries it is taken as unreadable.
        """
        if event.kind != "image" or not event.payload.get("attachments"):
            return None
        async with self.sessions() as session:
            row = await find_account(session, event.channel, event.account)
        if row is None:
            return Fetched()
        account, channel = as_account(row, self.seal), CHANNELS[event.channel]
        try:
            raw = await fetch(
                self.http, channel, account, Attachment(**event.payload["attachments"][0])
            )
            return Fetched(await asyncio.to_thread(read_photo, raw))
        except FetchError as error:
            if error.again and event.attempts < 3:
                raise NotFetched(str(error)) from error
            return Fetched()
        except PhotoError:
            return Fetched()


async def note(session: AsyncSession, conversation: Conversation, event: InboundEvent) -> None:
    """What changes by the event itself, whatever is answered."""
    kind, said = event.kind, event.payload
    if kind in SAID | CAME:
        conversation.last_inbound_at = max(
            event.happened_at, conversation.last_inbound_at or event.happened_at
        )
        if conversation.unreachable is not None:
            conversation.unreachable = None
        await let_waiting_go(session, conversation.id)
    elif kind == "unfollow":
        conversation.unreachable = "unfollowed"
        await set_unreachable(session, conversation.id, "unfollowed", gone=True)
    elif kind == "echo":
        ids, marker = said.get("message_ids", []), said.get("marker")
        ours = await settle_by_echo(session, conversation.id, ids, marker)
        if not ours and (said.get("by_person") or event.channel == "zalo"):
            await person_wrote(session, conversation.id, event.happened_at, "vendor")


async def answer(turn: Turn, event: InboundEvent, fetched: Fetched | None) -> Outcome | Turn | None:
    """An outcome that needs no dialogue, the turn for the dialogue, or None: nothing to say."""
    kind, said = event.kind, event.payload
    if kind in CAME:
        return await arrived(turn, said.get("ref"))
    if kind == "choice":
        return replace(turn, payload=await _payload(turn, str(said.get("payload") or "")))
    if kind == "text":
        return turn
    if kind == "location" and "latitude" in said and "longitude" in said:
        return await located(turn, float(said["latitude"]), float(said["longitude"]))
    if kind == "image":
        if fetched is None or fetched.picture is None:
            return replace(turn, payload=None) if turn.text else unread(turn, "image")
        photo = await store(turn.db, turn.person, fetched.picture)
        return replace(turn, payload=payload("photo", id=str(photo.id)))
    if kind == "contact" and (phone := _phone(said)) and turn.state.draft is not None:
        return replace(turn, text=phone)
    if kind in ("sticker", "voice", "file"):
        return unread(turn, kind)
    return None


async def _payload(turn: Turn, tapped: str) -> str:
    """A tapped key stands for the payload of a choice that was offered lately."""
    if not tapped.startswith("k:"):
        return tapped
    for choice in await offered_lately(turn.db, turn.conversation):
        if offering.key(str(choice["payload"])) == tapped:
            return str(choice["payload"])
    return tapped


def _phone(said: dict[str, Any]) -> str | None:
    """The writer's own number: a shared contact may be a neighbour's."""
    contact = said.get("contact") or {}
    return contact.get("phone") if contact.get("own", "yes") == "yes" else None
