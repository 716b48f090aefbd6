"""What a person can do at their phone, whatever the vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "tap",  # on a button: `text` is its title
    "image",
    "video",
    "voice",
    "file",
    "sticker",
    "link",
    "location",
    "contact",
    "follow",  # Zalo: follow; Messenger: Get Started; Telegram: Start. `ref`: by which link
    "unfollow",  # Telegram, Messenger: blocks us
    "referral",  # comes back by a link
    "chat_now",  # Zalo: opens the conversation
    "opt_in",
    "seen",
    "received",
    "edit",
    "unsend",
    "react",
    "share_info",  # Zalo: answers a request for name and phone
    "withdraw",  # Zalo: asks for the data to be erased
    "unknown",  # an event no document names
]


@dataclass(frozen=True)
class Act:
    kind: Kind
    text: str = ""
    payload: str = ""
    quick: bool = False  # the tap was on the quick-reply bar
    hidden: bool = False  # the tap leaves no trace in the conversation
    message: str = ""  # the vendor's id of the message it is about
    url: str = ""  # of an attachment; empty: a sample of the simulators
    name: str = ""
    size: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    phone: str = ""
    ref: str = ""


class NotHere(ValueError):
    """This vendor's people cannot do that."""
