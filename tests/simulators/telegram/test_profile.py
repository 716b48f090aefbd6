"""Commands and descriptions, and what people see of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulators.app import Simulators
from bot.simulators.telegram_account import BotAccount
from tests.simulators.telegram.client import Bot

HELP = {"command": "help", "description": "Trợ lý làm được gì"}


async def test_commands_are_shown_in_the_person_s_language(
    simulators: Simulators, bot: BotAccount, api: Bot
) -> None:
    assert not simulators.telegram.menu(bot).taps
    assert await api.call("setMyCommands", commands=[HELP]) is True
    assert await api.call("getMyCommands") == [HELP]
    ((title, act),) = simulators.telegram.menu(bot).taps
    assert (title, act.kind, act.text) == ("/help Trợ lý làm được gì", "text", "/help")
    ours = {"command": "tro_giup", "description": "Trợ giúp"}
    await api.call("setMyCommands", commands=[ours], language_code="vi")
    assert simulators.telegram.menu(bot).taps[0][0] == "/tro_giup Trợ giúp"
    await api.call("deleteMyCommands", language_code="vi")
    assert simulators.telegram.menu(bot).taps[0][0] == title


@pytest.mark.parametrize(
    ("commands", "wanted"),
    [
        ([{"command": "Help", "description": "x"}], "400 Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "tiêu_chí", "description": "x"}], "400 Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "a", "description": ""}], "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ([HELP] * 101, "400 Bad Request: BOT_COMMANDS_TOO_MUCH"),
        ("help", "400 Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_beyond_the_rules_are_refused(api: Bot, commands: Any, wanted: str) -> None:
    assert await api.call("setMyCommands", commands=commands) == wanted


async def test_newcomers_read_the_description(
    simulators: Simulators, bot: BotAccount, api: Bot
) -> None:
    assert await api.call("setMyDescription", description="Trợ lý tự động của xã") is True
    assert await api.call("setMyShortDescription", short_description="Trợ lý") is True
    shown = simulators.telegram.newcomer(bot)
    assert shown.words == "Trợ lý tự động của xã"
    assert [(title, act.kind) for title, act in shown.taps] == [("Bắt đầu", "follow")]
    assert await api.call("getMyShortDescription") == {"short_description": "Trợ lý"}
    assert "too long" in await api.call("setMyDescription", description="x" * 513)
    assert "too long" in await api.call("setMyShortDescription", short_description="x" * 121)
