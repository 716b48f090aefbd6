"""The tables. What each row promises is said here; how it is read and written, in the queries."""

from data.models.accounts import ChannelAccount, WebhookCall
from data.models.base import NOW, Base
from data.models.messages import (
    Conversation,
    Handoff,
    InboundEvent,
    LinkCode,
    OutboxMessage,
    Person,
)
from data.models.nominations import Consent, Nomination, NominationChange, Photo
from data.models.officials import DeskSession, LoginTries, Official
from data.models.stories import (
    Broadcast,
    Delivery,
    Schedule,
    ScheduleRun,
    Story,
    StoryRead,
    Subscription,
)
from data.models.upkeep import Erasure, Review

__all__ = [
    "NOW",
    "Base",
    "Broadcast",
    "ChannelAccount",
    "Consent",
    "Conversation",
    "Delivery",
    "DeskSession",
    "Erasure",
    "Handoff",
    "InboundEvent",
    "LinkCode",
    "LoginTries",
    "Nomination",
    "NominationChange",
    "Official",
    "OutboxMessage",
    "Person",
    "Photo",
    "Review",
    "Schedule",
    "ScheduleRun",
    "Story",
    "StoryRead",
    "Subscription",
    "WebhookCall",
]
