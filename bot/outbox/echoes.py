"""An echo: the vendor tells of something that our account sent. Was it we, or a person there?

An echo may come before the call that it is the echo of has returned, or instead of its answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Channel
from bot.outbox.laying_out import Laid, lay_out
from bot.outbox.outcomes import arrived
from data.accounts import find_account
from data.models import Conversation, OutboxMessage
from data.sending import Bubble, know_by_ids, said_lately

Whose = Literal["ours", "arrived", "person", "nobody"]
Said = Sequence[tuple[OutboxMessage, Laid]]

_MARKER = re.compile(r"(\d{1,18})\.(\d{1,4})")


async def whose(
    session: AsyncSession,
    channel: Channel,
    conversation: Conversation,
    echo: dict[str, Any],
    site: str | None,
) -> Whose:
    """`echo` is the event's payload. "arrived": ours, and only now known to have arrived; "nobody":
    another program's.

    Told by the vendor's id; by the marker that went along ("<outbox id>.<place>"); where nothing
    of ours comes back, by the words, and while a bubble is leaving nobody else is suspected.
    """
    ids: Sequence[str] = echo.get("message_ids", ())
    if ids and await know_by_ids(session, conversation.id, ids):
        return "ours"
    said = await _said(session, channel, conversation, site)
    marker, text = str(echo.get("marker") or ""), _plainly(str(echo.get("text") or ""))
    bubble = _by_marker(said, marker) if marker else _by_words(said, text)
    if bubble is not None:
        laid = next(laid for message, laid in said if message.id == bubble.message)
        settled = await arrived(session, conversation.id, bubble, laid, ids)
        return "arrived" if settled else "ours"
    if marker:
        return "nobody"
    if echo.get("by_person"):
        return "person"
    if channel.capabilities.marker:
        return "nobody"
    leaving = any(message.state == "sending" for message, _ in said)
    return "ours" if leaving else "person"


async def _said(
    session: AsyncSession, channel: Channel, conversation: Conversation, site: str | None
) -> Said:
    account = await find_account(session, conversation.channel, conversation.account)
    options = account.options if account else {}
    return [
        (message, lay_out(message, channel.capabilities, options, site))
        for message in await said_lately(session, conversation.id)
    ]


def _by_marker(said: Said, marker: str) -> Bubble | None:
    if found := _MARKER.fullmatch(marker):
        number, place = int(found[1]), int(found[2])
        if any(message.id == number for message, _ in said):
            return Bubble(number, place)
    return None


def _by_words(said: Said, text: str) -> Bubble | None:
    """The bubble that says this: one that nothing is known of yet, else one that has arrived."""
    known: Bubble | None = None
    for message, laid in said:
        for place, part in enumerate(laid.parts[: message.parts_sent + 1]):
            if text and _plainly(part.text) == text:
                known = known or Bubble(message.id, place)
                if place == message.parts_sent:
                    return Bubble(message.id, place)
    return known


def _plainly(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
