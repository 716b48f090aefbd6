"""A bot at Telegram's.

Sources here and in the other `telegram_*` modules: core.telegram.org/bots/api (Bot API 10.3) as it
stands in aiogram 3.31.0's docstrings, core.telegram.org/bots/faq as quoted in several repositories,
and grammY's documentation. "Unconfirmed": none of them says it.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.simulators.engine import Account
from bot.simulators.letters import Notice
from bot.simulators.people import Person
from bot.simulators.rates import Rate

TOKEN = re.compile(r"\d+:[\w-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


def _fresh() -> Iterator[int]:
    """Numbers beyond those of an earlier run, so that nobody takes the new for the old. Real ones
    rise by one and jump after a week of silence."""
    return itertools.count(int(time.time() - 1_700_000_000) * 10)


@dataclass(kw_only=True)
class BotAccount(Account):
    """`id` is what stands before the colon of the token."""

    token: str
    username: str = "guong_sang_bot"
    secret_token: str = ""
    allowed: frozenset[str] | None = None  # None: all but `NOT_BY_DEFAULT`
    max_connections: int = 40
    pending: dict[int, Notice] = field(default_factory=dict, repr=False)
    taps: dict[str, Person] = field(default_factory=dict, repr=False)  # not yet answered
    commands: dict[str, Any] = field(default_factory=dict)  # by language; "": of all others
    descriptions: dict[str, str] = field(default_factory=dict)  # the same
    abouts: dict[str, str] = field(default_factory=dict)
    sends: Rate | None = None  # of the bot; None: no limit
    chat_sends: tuple[int, float] | None = (20, 20.0)  # of a chat: so many in so many seconds
    updates: Iterator[int] = field(default_factory=_fresh, repr=False)
    messages: Iterator[int] = field(default_factory=_fresh, repr=False)
    poller: asyncio.Event | None = field(default=None, repr=False)
    moved: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def allows(self, update: str) -> bool:
        if self.allowed is None:
            return update not in NOT_BY_DEFAULT
        return update in self.allowed

    def waiting(self) -> list[Notice]:
        """Updates nobody has taken, in order."""
        gone = [number for number, each in self.pending.items() if each.state != "waiting"]
        for number in gone:
            del self.pending[number]
        return [self.pending[number] for number in sorted(self.pending)]

    def tell_pollers(self) -> None:
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()
