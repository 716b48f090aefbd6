"""The bot the Telegram tests talk for."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from bot.channels.contract import Account
from bot.channels.telegram import TelegramChannel

FIXTURES = Path(__file__).parent / "fixtures" / "telegram"
NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
TOKEN = "42:TEST-not-to-be-told"
API = f"https://api.telegram.org/bot{TOKEN}"


def bot(**options: str) -> Account:
    secrets = {"token": TOKEN, "secret_token": "s3cr3t"}
    return Account("telegram", "bot-thu", "42", secrets=secrets, options=options)


def channel() -> TelegramChannel:
    return TelegramChannel(lambda: NOW)


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text())
    return found
