"""A person at a vendor, and the conversation as they see it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from bot.simulators.acts import Act, Kind
from bot.simulators.faults import Trouble

if TYPE_CHECKING:
    from bot.simulators.engine import Account

By = Literal["person", "account", "staff"]
Standing = Literal["unknown", "active", "blocked", "gone"]


@dataclass(frozen=True)
class Key:
    """A button: a choice, or a link when `url` is set."""

    title: str
    payload: str = ""
    url: str | None = None
    hidden: bool = False  # Zalo: tapping it shows nothing in the conversation


@dataclass(frozen=True)
class Said:
    """What a bubble says, whoever sent it."""

    kind: str  # text, image, location, sticker, voice, video, file, link, card, tap, note
    text: str = ""
    keys: tuple[Key, ...] = ()  # under the text
    quick: tuple[Key, ...] = ()  # a bar that goes away with the next message
    image: str | None = None
    marker: str | None = None
    reply_to: str | None = None


@dataclass
class Bubble:
    number: int
    id: str  # the vendor's
    by: By
    at: dt.datetime
    said: Said
    raw: dict[str, Any] = field(default_factory=dict)  # as it was on the wire
    seen: bool = False

    @property
    def text(self) -> str:
        return self.said.text


def words(bubble: Bubble) -> Hashable:
    """Tells whether two bubbles say the same."""
    said = bubble.said
    return (said.text, said.image, *(key.title for key in said.keys + said.quick))


@dataclass
class Person:
    """`last_act` opens the vendor's windows; None when they never did anything that does."""

    id: str
    account: Account = field(repr=False)
    name: str = "An"
    standing: Standing = "unknown"
    bubbles: list[Bubble] = field(default_factory=list)
    last_act: dt.datetime | None = None
    tries: int = 0  # sends to them
    acts: int = 0
    next_errors: deque[Trouble] = field(default_factory=deque)
    typing_until: dt.datetime | None = None
    elsewhere: bool = False  # Messenger: another app owns the thread
    details: dict[str, Any] = field(default_factory=dict)  # the vendor's own
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def does(self, kind: Kind, **details: Any) -> Bubble | None:
        """Acts, and has the vendor tell the product.

        Raises:
            NotHere: the vendor has no such thing.
        """
        return self.account.vendor.act(self, Act(kind, **details))

    def writes(self, text: str) -> Bubble | None:
        return self.does("text", text=text)

    def taps(self, title: str) -> Bubble | None:
        """Taps the newest button called so.

        Raises:
            LookupError: there is none.
        """
        for bubble in reversed(self.bubbles):
            said = bubble.said
            quick = said.quick if bubble is self.bubbles[-1] else ()
            for key in (*said.keys, *quick):
                if key.title == title and key.url is None:
                    return self.taps_key(bubble, key)
        raise LookupError(f"{self.name} không thấy nút {title!r}")

    def taps_key(self, bubble: Bubble, key: Key) -> Bubble | None:
        return self.does(
            "tap",
            text=key.title,
            payload=key.payload,
            quick=key in bubble.said.quick,
            hidden=key.hidden,
            message=bubble.id,
        )

    def add(self, by: By, id: str, said: Said, at: dt.datetime, **raw: Any) -> Bubble:
        bubble = Bubble(next(self._numbers), id, by, at, said, raw)
        self.bubbles.append(bubble)
        if by != "person":
            self.typing_until = None
        return bubble

    def grows_silent(self, **how_long: float) -> None:
        """Their last act was so long ago (`hours=49`); the clock stays."""
        if self.last_act is not None:
            self.last_act -= dt.timedelta(**how_long)

    @property
    def heard(self) -> list[Bubble]:
        """What the product sent, in order."""
        return [bubble for bubble in self.bubbles if bubble.by == "account"]

    def doubles(self, same: Callable[[Bubble], Hashable | None] | None = None) -> list[Bubble]:
        """What the product sent once more: by `same` (None: not to be judged), else by the marker
        of the send, else, where the channel carries none, by equal words with nothing of the
        person's between."""
        found: list[Bubble] = []
        seen: set[Hashable] = set()
        for bubble in self.bubbles:
            if bubble.by == "person":
                seen = {mark for mark in seen if not isinstance(mark, _Words)}
                continue
            if bubble.by != "account":
                continue
            mark = same(bubble) if same else bubble.said.marker or _Words(words(bubble))
            if mark is not None and mark in seen:
                found.append(bubble)
            seen.add(mark)
        return found


@dataclass(frozen=True)
class _Words:
    words: Hashable
