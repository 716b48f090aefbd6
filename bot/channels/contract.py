"""What every channel does. A new one is a module, a row of limits and a line in `registry`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

import httpx

Purpose = Literal["reply", "notice", "service", "story", "reminder", "human"]


@dataclass(frozen=True)
class Account:
    """One OA, Page or bot of ours. `options` is what was learnt of it: which of a vendor's
    variants it uses. Neither it nor `secrets` ever reaches a log."""

    channel: str
    slug: str  # in the webhook's address
    vendor_id: str  # OA id, Page id, bot id
    locality: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Webhook:
    """A request as it came: untouched bytes, header names in lower case."""

    method: str
    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]


@dataclass(frozen=True)
class Verified:
    """Signed by the vendor; `learnt` is to be kept in the account's options."""

    learnt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """To be answered so, and nothing to be kept: a probe, a verification, a wrong signature."""

    status: int
    body: str = ""
    forged: bool = False  # a signature was missing or wrong: counted, and told to the operator


Kind = Literal[
    "text",
    "choice",  # a tap on one of our buttons: `payload`
    "image",
    "location",
    "sticker",
    "voice",
    "file",
    "follow",  # or first contact: Start, Get Started, `ref` says from where
    "unfollow",  # also: blocked us
    "opt_in",
    "referral",
    "read",
    "delivered",
    "echo",  # something our account sent, by us or by a person at the vendor's inbox
    "contact",  # shared name or phone: `contact`
    "erase",  # the vendor passes on a data subject's request
    "account",  # about the account, not a person: policy, quota, a webhook switched off
    "unknown",
]


@dataclass(frozen=True)
class Attachment:
    """A file at the vendor's. `reference` is an address, or an id the channel can open."""

    kind: Literal["image", "voice", "video", "file", "sticker"]
    reference: str
    size: int | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened, in the vendor's order of `at`.

    `external_id` is the same whenever the vendor delivers it again, and of nothing else of the
    account. `address` is the vendor's id of the person; None for what concerns the account.
    """

    kind: Kind
    external_id: str
    address: str | None
    at: dt.datetime  # aware
    text: str = ""
    payload: str | None = None
    title: str | None = None
    ref: str | None = None  # of a link or QR code they came by
    attachments: tuple[Attachment, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    message_ids: tuple[str, ...] = ()  # of ours: read, delivered, echoed
    marker: str | None = None  # of an echo: the outbox id we had sent along
    until: dt.datetime | None = None  # read, delivered: everything up to here
    by_person: bool = False  # of an echo: plainly written by somebody at the vendor's inbox
    conversation: str | None = None  # the vendor's, where answering needs it
    answer: str | None = None  # an id the tap waits to be answered with
    sequence: int | None = None  # the vendor's counter, where it has one: orders what `at` cannot


class Malformed(ValueError):
    """Signed, and yet not what the vendor documents: kept, counted, answered 200."""


@dataclass(frozen=True)
class Button:
    """A choice, or a link when `url` is set."""

    title: str
    payload: str = ""
    url: str | None = None


@dataclass(frozen=True)
class Part:
    """One bubble, within the channel's limits: `render` makes them."""

    text: str = ""
    buttons: tuple[Button, ...] = ()  # under the text
    quick: tuple[Button, ...] = ()  # a bar that goes away with the next message
    image: str | None = None  # https address
    alt: str = ""


Status = Literal[
    "sent",
    "retry",  # nothing arrived: again after `after` seconds
    "throttled",  # the whole account waits `after` seconds
    "permanent",  # this message never will arrive
    "unreachable",  # this person cannot be reached until they write, or ever (`gone`)
    "config",  # nobody can be reached: token, permission, package
    "ambiguous",  # it may have arrived
]


@dataclass(frozen=True)
class Sent:
    """What became of one bubble, or of a call about the account itself."""

    status: Status
    provider_id: str | None = None
    after: float | None = None  # seconds
    reason: str = ""  # the vendor's code and our reading of it; no person's data
    learnt: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False  # blocked or deleted: their subscription ends
    window_closed: bool = False  # too long since they wrote: stories wait for them
    token_dead: bool = False  # refreshing the token may help: once
    plain: bool = False  # the text alone may still go: the vendor refused the picture or markup
    quota_left: int | None = None


@dataclass(frozen=True)
class Capabilities:
    """A channel's limits; where each comes from stands in `capabilities.py`."""

    text: int  # longest text of one bubble
    unit: Literal["graphemes", "code_points", "utf16", "bytes"]  # how the vendor counts it
    buttons: int  # most under one text; 0: none
    button_title: int
    button_payload: int  # bytes
    quick: int  # most in the quick-reply bar
    quick_title: int
    text_with_buttons: int
    caption: int
    images: bool
    links: bool  # a button may open an address
    bubbles: int  # most for one answer, in courtesy or by quota
    typing: bool
    marker: bool  # a send may carry an id of ours that its echo brings back


@dataclass(frozen=True)
class SecretField:
    """One thing the operator pastes in when the account is set up."""

    name: str
    title: str
    required: bool = True


@dataclass(frozen=True)
class Entry:
    """A line of the menu; `payload` comes back when it is chosen, as that of a button does."""

    command: str  # 1-32 of a-z, 0-9 and _: Telegram's
    title: str  # up to 30 letters: Messenger's
    payload: str
    question: str = ""  # up to 80 letters, as newcomers would ask it: Messenger's, 4 at most


@dataclass(frozen=True)
class Introduction:
    """What a newcomer reads before the first message, and the menu beside the conversation."""

    greeting: str  # up to 160 letters: Messenger's
    description: str  # up to 512: Telegram's
    about: str  # up to 120: Telegram's, sent along when somebody shares the bot
    menu: Sequence[Entry]


class Channel(Protocol):
    name: ClassVar[str]
    title: ClassVar[str]  # as people call it
    capabilities: ClassVar[Capabilities]
    secret_fields: ClassVar[Sequence[SecretField]]

    def verify(self, webhook: Webhook, account: Account) -> Verified | Answered: ...

    def parse(self, body: bytes, account: Account, headers: Mapping[str, str]) -> list[Event]:
        """Every item of a batch, in the order of the body.

        Raises:
            Malformed: no JSON, or not an object. An unknown event is one of kind "unknown".
        """
        ...

    async def send(
        self,
        http: httpx.AsyncClient,
        account: Account,
        address: str,
        part: Part,
        *,
        purpose: Purpose,
        marker: str,
    ) -> Sent:
        """Never raises: whatever happens is an outcome."""
        ...

    async def typing(self, http: httpx.AsyncClient, account: Account, address: str) -> None:
        """Shows that an answer is coming; silently nothing where it cannot."""
        ...

    async def acknowledge(self, http: httpx.AsyncClient, account: Account, event: Event) -> None:
        """Answers a tap that waits for it; nothing elsewhere."""
        ...

    async def locate(
        self, http: httpx.AsyncClient, account: Account, attachment: Attachment
    ) -> str | None:
        """Where the vendor says an attachment lies, unchecked: only on one of `media_hosts` is it
        fetched (`bot.inbox.fetching`). None when it does not say."""
        ...

    def media_hosts(self, account: Account) -> Sequence[str]:
        """Hosts, and ".suffix" of hosts, that attachments may be fetched from."""
        ...

    async def check(self, http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
        """What the vendor says of the account now, as JSON: name, quota, whether the webhook is
        `subscribed` (left out by a vendor that does not tell). Where it refuses there is `error`,
        in words, and `token_dead` when that is about the token: nothing can be sent with it.

        Raises:
            httpx.HTTPError: it could not be asked.
        """
        ...

    async def subscribe(self, http: httpx.AsyncClient, account: Account) -> Sent | None:
        """Has the vendor send us events, all the kinds we read, to the address in
        `options["webhook"]` where it has to be told one. Safe to repeat; never raises. None:
        the vendor has no such call, or the address is not known.
        """
        ...

    async def introduce(
        self, http: httpx.AsyncClient, account: Account, introduction: Introduction
    ) -> Sent | None:
        """Puts up what newcomers read and the menu beside the conversation. Safe to repeat; never
        raises. None: the vendor has no place for it that can be set by a call.
        """
        ...
