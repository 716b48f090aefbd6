"""What all commands share: the console, and errors as sentences instead of tracebacks."""

from __future__ import annotations

from typing import Any

import typer
import typer.rich_utils
from pydantic import ValidationError
from rich.console import Console
from typer.core import TyperGroup

from bot.settings import Settings, get_settings
from bot.supervise.errors import StartupError

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

typer.rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
typer.rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
typer.rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
typer.rich_utils.ERRORS_PANEL_TITLE = "Lỗi"


class PlainErrors(TyperGroup):
    """A `StartupError` from any command is printed as it is, and the exit code is 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except StartupError as error:
            fail(str(error))


def report(message: str) -> None:
    console.print(message, markup=False)


def fail(message: str) -> None:
    errors.print(message, markup=False, style="red")
    raise typer.Exit(1)


def load_settings() -> Settings:
    """Raises: StartupError naming each setting that is wrong."""
    try:
        return get_settings()
    except ValidationError as error:
        wrong = "\n".join(f"  {_name(item['loc'])}: {item['msg']}" for item in error.errors())
        raise StartupError(f"Cài đặt không dùng được (xem docs/settings.md):\n{wrong}") from None


def _name(loc: tuple[int | str, ...]) -> str:
    field = ".".join(map(str, loc)) or ".env"
    return f"GUONGSANG_{field.upper()}" if field in Settings.model_fields else field
