"""Telegram's webhooks: what no single payload can show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.channels.contract import (
    Account,
    Answered,
    Event,
    Verified,
    Webhook,
)
from tests.channels.telegram_account import NOW, TOKEN, bot, case, channel

HEADER = "x-telegram-bot-api-secret-token"


def read(update: dict[str, Any]) -> Event:
    (event,) = channel().parse(json.dumps(update).encode(), bot(), {})
    return event


# Verifying


@pytest.mark.parametrize("given", ["s3cr3T", "s3cr3", "", "é", "s3cr3t\n", "\ud83d"])
def test_a_wrong_secret_is_forged_whatever_letters_it_has(given: str) -> None:
    said = channel().verify(Webhook("POST", b"{}", {HEADER: given}, {}), bot())
    assert said == Answered(401, forged=True)


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}])
def test_an_account_without_a_secret_takes_nothing(headers: dict[str, str]) -> None:
    account = Account("telegram", "bot-thu", "42", secrets={"token": TOKEN})
    said = channel().verify(Webhook("POST", b"{}", headers, {}), account)
    assert said == Answered(401, forged=True)


def test_somebody_who_opens_the_address_in_a_browser_is_no_forger() -> None:
    said = channel().verify(Webhook("GET", b"", {}, {}), bot())
    assert said == Answered(405, forged=False)


def test_the_right_secret_is_enough() -> None:
    said = channel().verify(Webhook("POST", b"{}", {HEADER: "s3cr3t"}, {}), bot())
    assert said == Verified()


# Reading


@pytest.mark.parametrize("name", ["tap", "inline_query", "update_of_a_new_type"])
def test_what_carries_no_time_happened_now(name: str) -> None:
    (event,) = channel().parse(case(name)["body"].encode(), bot(), {})
    assert event.at == NOW


def test_the_number_orders_what_happened_within_one_second() -> None:
    written, tapped = read(json.loads(case("text")["body"])), read(json.loads(case("tap")["body"]))
    assert written.sequence is not None
    assert tapped.sequence is not None
    assert written.sequence < tapped.sequence


@pytest.mark.parametrize(
    ("typed", "ref", "text"),
    [
        ("/start", None, ""),
        ("/start ", None, ""),
        ("/start a_B-9", "a_B-9", ""),
        ("/start  " + "x" * 64, "x" * 64, ""),
        ("/start " + "x" * 65, None, "x" * 65),
        ("/start@guong_sang_bot\ntrieu-son", "trieu-son", ""),
        ("/start xã Cẩm Ngọc", None, "xã Cẩm Ngọc"),
    ],
)
def test_start_tells_where_somebody_came_from(typed: str, ref: str | None, text: str) -> None:
    update = json.loads(case("start")["body"])
    update["message"]["text"] = typed
    event = read(update)
    assert (event.kind, event.ref, event.text) == ("follow", ref, text)


@pytest.mark.parametrize("date", [None, -1, 0, "hôm qua", 10**18, 10**400, True, 1.5])
def test_a_date_that_is_none_is_now(date: Any) -> None:
    update = json.loads(case("text")["body"])
    update["message"]["date"] = date
    event = read(update)
    assert (event.kind, event.at) == ("text", NOW)
