"""May a message leave now? The policy, asked with what is kept of its conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import get_args

from bot.channels.contract import Purpose
from bot.outbox.policy import Blocked, Decision, Free, decide
from data.models import Conversation
from data.sending import Waiting

PURPOSES: Mapping[str, Purpose] = {purpose: purpose for purpose in get_args(Purpose)}


def may_leave(waiting: Waiting) -> Decision:
    """A window that the vendor has called closed is closed for all but what a person of ours
    typed, however long the vendor's rules say it is open."""
    conversation, purpose = waiting.conversation, purpose_of(waiting.message.purpose)
    ends = conversation.window_ends
    decision = _decide(conversation, purpose, waiting.subscribed, waiting.now)
    closed = ends is not None and ends <= waiting.now and purpose != "human"
    return Blocked("window") if closed and not isinstance(decision, Blocked) else decision


def outside_window(waiting: Waiting) -> bool:
    """Whether the vendor's free window is over: what leaves all the same needs a reason."""
    decision = _decide(waiting.conversation, "reply", True, waiting.now)
    return not isinstance(decision, Free)


def purpose_of(kept: str) -> Purpose:
    """Of an outbox row; what is said at the start of a conversation is a reply."""
    return PURPOSES.get(kept, "reply")


def _decide(
    conversation: Conversation, purpose: Purpose, subscribed: bool, now: dt.datetime
) -> Decision:
    return decide(
        conversation.channel,
        purpose,
        conversation.last_inbound_at,
        subscribed,
        now,
        blocked=conversation.unreachable is not None,
        window_ends=conversation.window_ends,
    )
