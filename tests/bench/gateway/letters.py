"""Webhooks as the vendors sign and write them, each with an id of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import itertools
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import httpx

from bot.channels.contract import Account
from bot.channels.registry import CHANNELS
from bot.simulators.accounts import ProductAccount
from bot.simulators.acts import Act
from bot.simulators.app import Simulators, SimulatorSettings, create_simulators
from tests.bench.questions import QUESTIONS

SLUG = "tai"
PEOPLE = 300  # of one round; each round has new ones
ZALO_BOT_SECRETS = {"token": "8001002003:ma-bot-mo-phong", "secret_token": "ma-bi-mat-mo-phong"}


@dataclass(frozen=True)
class Letter:
    """`id` is what the product calls the event by."""

    body: bytes
    headers: Mapping[str, str]
    id: str


class Post:
    """Writes the letters of all vendors to one account of ours at each."""

    def __init__(self, vendors: str, slug: str = SLUG) -> None:
        """`vendors`: where the product is to send its answers to."""
        self._base, self._slug = vendors, slug
        self._simulators: Simulators = create_simulators(
            SimulatorSettings(slug=slug), httpx.AsyncClient()
        )
        self._rounds = itertools.count(1)

    def accounts(self) -> list[ProductAccount]:
        """As the product has to know them."""
        bot = ProductAccount(
            "zalo_bot",
            self._slug,
            "8001002003",
            ZALO_BOT_SECRETS,
            {"api_base": f"{self._base}/zalo-bot"},
        )
        return [*self._simulators.for_product(self._base), bot]

    def letters(self, channel: str, count: int) -> list[Letter]:
        """Texts of `PEOPLE` who have never written before, in turns."""
        first = 9_000_000_000 + next(self._rounds) * 10_000
        people = [str(first + n) for n in range(PEOPLE)]
        account = next(each for each in self.accounts() if each.channel == channel)
        told = _zalo_bot(people) if channel == "zalo_bot" else self._simulated(channel, people)
        return [_named(account, body, headers) for body, headers in islice(told, count)]

    def _simulated(self, channel: str, people: list[str]) -> Iterator[tuple[bytes, dict[str, str]]]:
        vendor = self._simulators.vendors[channel]
        for person, text in zip(cycle(people), cycle(QUESTIONS)):
            writer = vendor.person(person)
            said = Act("text", text=text)
            notices = vendor.notices(vendor.account, writer, said, vendor.new_id(vendor.account))
            letter = vendor.letter(vendor.account, notices, 1)
            headers = dict(letter.headers)
            if channel == "messenger":  # the old header, which Rasa's channel still reads
                key = vendor.account.app_secret.encode()
                digest = hmac.new(key, letter.body, hashlib.sha1).hexdigest()
                headers["X-Hub-Signature"] = f"sha1={digest}"
            yield letter.body, headers


def _zalo_bot(people: list[str]) -> Iterator[tuple[bytes, dict[str, str]]]:
    headers = {
        "Content-Type": "application/json",
        "X-Bot-Api-Secret-Token": ZALO_BOT_SECRETS["secret_token"],
    }
    for person, text in zip(cycle(people), cycle(QUESTIONS)):
        message: dict[str, Any] = {
            "message_id": secrets.token_hex(10),
            "date": int(dt.datetime.now(dt.UTC).timestamp() * 1000),
            "chat": {"id": person, "chat_type": "PRIVATE"},
            "from": {"id": person, "display_name": "An", "is_bot": False},
            "text": text,
        }
        event = {"event_name": "message.text.received", "message": message}
        yield json.dumps(event, separators=(",", ":")).encode(), headers


def _named(account: ProductAccount, body: bytes, headers: dict[str, str]) -> Letter:
    known = Account(account.channel, account.slug, account.vendor_id, secrets=account.secrets)
    lower = {name.lower(): value for name, value in headers.items()}
    (event,) = CHANNELS[account.channel].parse(body, known, lower)
    return Letter(body, headers, event.external_id)
