"""Runs the web process."""

from __future__ import annotations

import uvicorn

from bot.logs import configure_logs
from bot.settings import get_settings
from bot.supervise.database import database_url
from bot.web.app import create_app

# Seconds. Longer than those who keep connections open to us do (Caddy: 2 minutes, nginx: 1): who
# closes first must not be the one that is just being written to.
KEPT_OPEN = 130


def main() -> None:
    settings = get_settings()
    configure_logs()
    uvicorn.run(
        create_app(settings, database_url(settings)),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
