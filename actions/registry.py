"""Actions register where they are written: for intents, and for payloads of buttons.

A payload is `name` or `name:key=value&key=value` (values URL-quoted).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from actions.turn import Outcome, Turn

Action = Callable[[Turn], Awaitable[Outcome]]

_INTENTS: dict[str, Action] = {}
_PAYLOADS: dict[str, Action] = {}


def on_intent(*intents: str) -> Callable[[Action], Action]:
    return _into(_INTENTS, intents)


def on_payload(*names: str) -> Callable[[Action], Action]:
    return _into(_PAYLOADS, names)


def _into(table: dict[str, Action], keys: tuple[str, ...]) -> Callable[[Action], Action]:
    def register(action: Action) -> Action:
        for key in keys:
            if table.setdefault(key, action) is not action:
                raise ValueError(f"{key!r} is registered twice: {table[key]}, {action}")
        return action

    return register


def action_for_intent(intent: str) -> Action | None:
    return _INTENTS.get(intent)


def action_for_payload(name: str) -> Action | None:
    return _PAYLOADS.get(name)


def intents() -> frozenset[str]:
    return frozenset(_INTENTS)


def payloads() -> list[str]:
    return sorted(_PAYLOADS)


def payload(name: str, **arguments: str) -> str:
    return f"{name}:{urlencode(arguments)}" if arguments else name


def parse_payload(value: str) -> tuple[str, Mapping[str, str]]:
    name, _, arguments = value.partition(":")
    return name, dict(parse_qsl(arguments, keep_blank_values=True))


def load_actions() -> None:
    """Imports every module of `actions`, so that each registers itself."""
    import actions

    for module in pkgutil.walk_packages(actions.__path__, "actions."):
        importlib.import_module(module.name)
