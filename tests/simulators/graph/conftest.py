"""The sample account, person and client."""

from __future__ import annotations

import httpx
import pytest

from bot.simulators.accounts import PSID
from bot.simulators.app import Simulators
from bot.simulators.graph_account import PageAccount
from bot.simulators.people import Person
from tests.simulators.graph.client import Page


@pytest.fixture
def page(simulators: Simulators) -> PageAccount:
    return simulators.graph.account


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.graph.person(PSID)


@pytest.fixture
def send(vendor: httpx.AsyncClient, page: PageAccount) -> Page:
    return Page(vendor, page)
