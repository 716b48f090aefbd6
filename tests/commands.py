"""`guongsang` in the tests' own process: starting Python for each command takes seconds. That the
command starts at all is tested by all that is started with it (`tests.product`)."""

from __future__ import annotations

from collections.abc import Mapping

from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import get_settings


def command(environment: Mapping[str, str], *arguments: str, typed: str = "") -> Result:
    get_settings.cache_clear()
    try:
        return CliRunner().invoke(app, arguments, input=typed, env=environment)
    finally:
        get_settings.cache_clear()
