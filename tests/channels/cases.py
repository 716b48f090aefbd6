"""What the suite knows of a channel: its captured webhooks and its table of answers."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from bot.channels.contract import Account, Part, Purpose, Webhook

GREETING = Part("Xin chào")
FIXTURES = Path(__file__).with_name("fixtures")


@dataclass(frozen=True)
class Case:
    """One webhook as it came, and what has to come of it."""

    channel: str
    name: str
    webhook: Webhook
    account: Account
    expect: Mapping[str, Any]
    source: str
    redelivery: bytes | None = None

    @property
    def signed(self) -> bool:
        return bool(self.expect["verify"] == "ok")

    @property
    def malformed(self) -> bool:
        return bool(self.expect.get("malformed"))

    @property
    def readable(self) -> bool:
        return self.signed and not self.malformed


@dataclass(frozen=True)
class Answer:
    """What a vendor says to a send: one response, several in turn, or a failure."""

    said: tuple[httpx.Response | Exception, ...]
    expect: Mapping[str, Any]  # some fields of Sent
    account: Account
    part: Part = GREETING
    purpose: Purpose = "reply"

    def replies(self) -> Iterator[httpx.Response | Exception]:
        """Each in turn, the last one for ever; responses anew, as they can be read once."""
        index = 0
        while True:
            said = self.said[min(index, len(self.said) - 1)]
            if isinstance(said, httpx.Response):
                said = httpx.Response(said.status_code, headers=said.headers, content=said.content)
            yield said
            index += 1


@dataclass(frozen=True)
class Told:
    """`tests/channels/<name>_answers.py`."""

    answers: Sequence[Answer]
    never_received: frozenset[str] = frozenset()  # kinds of attachment
    never_answered: frozenset[str] = frozenset()  # statuses


@cache
def cases(channel: str) -> tuple[Case, ...]:
    return tuple(_case(channel, path) for path in sorted((FIXTURES / channel).glob("*.json")))


@cache
def told(channel: str) -> Told:
    name = f"tests.channels.{channel}_answers"
    if importlib.util.find_spec(name) is None:
        return Told(())  # and the suite says what is missing
    module = importlib.import_module(name)
    account: Account = module.ACCOUNT
    rows = [_answer(row, account) for row in module.VENDOR_ANSWERS]
    return Told(
        rows,
        frozenset(getattr(module, "NEVER_RECEIVED", ())),
        frozenset(getattr(module, "NEVER_ANSWERED", ())),
    )


def _case(channel: str, path: Path) -> Case:
    read = json.loads(path.read_text("utf-8"))
    account = read["account"]
    again = read.get("redelivery")
    return Case(
        channel,
        read["case"],
        Webhook(
            read.get("method", "POST"),
            read["body"].encode(),
            read["headers"],
            read.get("query", {}),
        ),
        Account(
            channel,
            account.get("slug", "phuong"),
            account["vendor_id"],
            account.get("locality"),
            account.get("secrets", {}),
            account.get("options", {}),
        ),
        read["expect"],
        read.get("source", ""),
        None if again is None else again.encode(),
    )


def _answer(row: Sequence[Any], account: Account) -> Answer:
    said, expect = row[0], row[1]
    more = dict(row[2]) if len(row) > 2 else {}
    options = more.pop("options", None)
    if options is not None:
        more["account"] = Account(
            account.channel,
            account.slug,
            account.vendor_id,
            account.locality,
            account.secrets,
            {**account.options, **options},
        )
    turns = tuple(said) if isinstance(said, list | tuple) else (said,)
    return Answer(turns, expect, **{"account": account, **more})
