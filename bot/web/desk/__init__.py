"""The officials' pages (*bàn làm việc*), behind a login.

Needs of `app.state`: `settings`, `catalogue`, `sessions`, `clock` and `services`.
"""

from __future__ import annotations

from fastapi import FastAPI

from bot.web.desk import channels, conversation, login, requests
from bot.web.desk.access import install_access


def install_desk(app: FastAPI) -> None:
    install_access(app)
    for module in (login, requests, conversation, channels):
        app.include_router(module.router)


__all__ = ["install_desk"]
