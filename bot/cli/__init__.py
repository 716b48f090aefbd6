"""The command `guongsang`: one module a command or group of commands, listed here."""

from __future__ import annotations

import typer

from bot.cli import (
    accounts,
    broadcast,
    chat,
    connecting,
    db,
    doctor,
    officials,
    plans,
    review,
    settings,
    simulate,
    train,
    up,
)
from bot.cli.console import PlainErrors

app = typer.Typer(
    cls=PlainErrors,
    help="Gương Sáng: trợ lý trò chuyện về người tốt, việc tốt.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("up")(up.up)
app.command("train")(train.train)
app.command("doctor")(doctor.doctor)
app.command("chat")(chat.chat)
app.command("broadcast")(broadcast.broadcast)
app.command("settings")(settings.settings)
app.command("simulate")(simulate.simulate)
app.add_typer(accounts.app, name="accounts")
accounts.app.command("setup")(connecting.setup)
accounts.app.command("webhook")(connecting.webhook)
accounts.app.command("poll")(connecting.poll_)
accounts.app.command("connect")(connecting.connect)
app.add_typer(officials.app, name="officials")
app.add_typer(plans.app, name="plans")
app.add_typer(db.app, name="db")
app.add_typer(review.app, name="review")

__all__ = ["app"]
