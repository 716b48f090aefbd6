"""`guongsang accounts` with what is typed when it asks."""

from __future__ import annotations

from collections.abc import Callable

from typer.testing import Result

from bot.accounts import as_account
from bot.channels.contract import Account
from data.accounts import find_account
from data.database import Sessions
from data.sealing import Seal

Command = Callable[..., Result]
KEY = "k" * 40
GRAPH = "https://graph.facebook.com/v25.0"
REFUSAL = {"error": {"message": "no", "type": "OAuthException", "code": 190, "error_subcode": 463}}


async def kept(sessions: Sessions, slug: str, channel: str = "messenger") -> tuple[Account, str]:
    async with sessions() as session:
        row = await find_account(session, channel, slug)
        assert row is not None
        return as_account(row, Seal(KEY)), row.state
