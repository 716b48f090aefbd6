"""The sample account, person and client."""

from __future__ import annotations

import httpx
import pytest

from bot.simulators.accounts import ZALO_PERSON
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.zalo_account import ZaloAccount
from tests.simulators.zalo.client import Oa


@pytest.fixture
def oa(simulators: Simulators) -> ZaloAccount:
    return simulators.zalo.account


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.zalo.person(ZALO_PERSON)


@pytest.fixture
def send(vendor: httpx.AsyncClient, oa: ZaloAccount) -> Oa:
    return Oa(vendor, oa)
