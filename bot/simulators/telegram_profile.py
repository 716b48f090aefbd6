"""What a bot shows around a conversation: commands, description (Bot API 10.3, "setMyCommands" and
the methods after it). The texts of the refusals are as integrators quote them, unconfirmed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.simulators.acts import Act
from bot.simulators.engine import Offered
from bot.simulators.telegram_account import BotAccount
from bot.simulators.telegram_said import Wrong

if TYPE_CHECKING:
    from bot.simulators.telegram import TelegramSimulator

MOST_COMMANDS, DESCRIPTION, SHORT = 100, 512, 120
SPOKEN = "vi"  # by people here
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Profile:
    def __init__(self, telegram: TelegramSimulator) -> None:
        self.telegram = telegram
        self.methods: dict[str, Callable[[BotAccount, dict[str, Any]], Awaitable[Any]]] = {
            "setmycommands": self.set_commands,
            "getmycommands": self.get_commands,
            "deletemycommands": self.delete_commands,
            "setmydescription": self.set_description,
            "getmydescription": self.get_description,
            "setmyshortdescription": self.set_short,
            "getmyshortdescription": self.get_short,
        }

    async def set_commands(self, account: BotAccount, given: dict[str, Any]) -> bool:
        """An empty list takes them away."""
        await self.telegram.fate(account, call="account")
        commands = given.get("commands")
        if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
            raise Wrong("400", "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not (isinstance(each, dict) and _COMMAND.fullmatch(str(each.get("command")))):
                raise Wrong("400", "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(str(each.get("description", ""))) <= 256:
                raise Wrong("400", "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        return self._set(account.commands, given, commands)

    async def get_commands(self, account: BotAccount, given: dict[str, Any]) -> Any:
        return account.commands.get(_language(given), [])

    async def delete_commands(self, account: BotAccount, given: dict[str, Any]) -> bool:
        return self._set(account.commands, given, [])

    async def set_description(self, account: BotAccount, given: dict[str, Any]) -> bool:
        await self.telegram.fate(account, call="account")
        return self._set(account.descriptions, given, _text(given, "description", DESCRIPTION))

    async def get_description(self, account: BotAccount, given: dict[str, Any]) -> dict[str, str]:
        return {"description": account.descriptions.get(_language(given), "")}

    async def set_short(self, account: BotAccount, given: dict[str, Any]) -> bool:
        await self.telegram.fate(account, call="account")
        return self._set(account.abouts, given, _text(given, "short_description", SHORT))

    async def get_short(self, account: BotAccount, given: dict[str, Any]) -> dict[str, str]:
        return {"short_description": account.abouts.get(_language(given), "")}

    def _set(self, kept: dict[str, Any], given: dict[str, Any], value: Any) -> bool:
        """Of one language; nothing there falls back to that of all."""
        kept.pop(_language(given), None)
        if value:
            kept[_language(given)] = value
        self.telegram.world.changes.tell()
        return True


def newcomer(account: BotAccount) -> Offered:
    return Offered(_shown(account.descriptions) or "", [("Bắt đầu", Act("follow"))])


def menu(account: BotAccount) -> Offered:
    commands = _shown(account.commands) or ()
    return Offered(
        "",
        [
            (f"/{each['command']} {each['description']}", Act("text", f"/{each['command']}"))
            for each in commands
        ],
    )


def _shown(kept: dict[str, Any]) -> Any:
    return kept.get(SPOKEN) or kept.get("")


def _language(given: dict[str, Any]) -> str:
    return str(given.get("language_code") or "")


def _text(given: dict[str, Any], name: str, most: int) -> str:
    text = str(given.get(name) or "")
    if len(text) > most:
        raise Wrong("400", f"Bad Request: {name.replace('_', ' ')} is too long")
    return text
