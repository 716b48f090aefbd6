"""The sample account, person and client."""

from __future__ import annotations

import httpx
import pytest

from bot.simulators.accounts import CHAT
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.telegram_account import BotAccount
from tests.simulators.telegram.client import Bot


@pytest.fixture
def bot(simulators: Simulators) -> BotAccount:
    return simulators.telegram.account


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.telegram.person(CHAT)


@pytest.fixture
def api(vendor: httpx.AsyncClient, bot: BotAccount) -> Bot:
    return Bot(vendor, bot)
