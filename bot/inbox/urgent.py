"""What does not wait behind a message that cannot be answered now."""

from __future__ import annotations

from actions.reply import Choice
from bot.dialogue.always import must_be_heard
from bot.dialogue.choosing import chosen
from data.models import Conversation, InboundEvent

# From the person, and to be answered; all else is only taken note of.
SAID = frozenset({"text", "choice", "image", "location", "sticker", "voice", "file", "contact"})
CAME = frozenset({"follow", "referral", "opt_in"})


def is_urgent(event: InboundEvent, conversation: Conversation) -> bool:
    """Words that must always work and the buttons they lead to, and what is only taken note of."""
    if event.kind not in SAID | CAME:
        return True
    return must_be_heard(said(event), tapped(event, conversation))


def tapped(event: InboundEvent, conversation: Conversation) -> str | None:
    """The payload of a tap, or of a choice made by its number in a list that was sent."""
    if event.payload.get("payload"):
        return str(event.payload["payload"])
    if event.kind == "text" and conversation.numbered:
        offered = [Choice.model_validate(each) for each in conversation.numbered]
        choice = chosen(said(event), offered)
        return choice.payload if choice else None
    return None


def said(event: InboundEvent) -> str:
    return str(event.payload.get("text") or "")
