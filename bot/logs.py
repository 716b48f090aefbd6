"""Logs: one line an event, no text of messages, phone numbers masked."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from data.masking import mask_phones


def configure_logs() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _mask,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    for name in ("httpx", "httpcore"):  # they tell whole addresses, with the tokens in them
        logging.getLogger(name).setLevel(logging.WARNING)


def without_words(error: BaseException) -> dict[str, str]:
    """An error for the log without its message, which may quote what a person wrote."""
    where = "".join(traceback.format_tb(error.__traceback__)[-6:])
    return {"error": type(error).__name__, "where": where}


def _mask(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: mask_phones(value) if isinstance(value, str) and key != "timestamp" else value
        for key, value in event.items()
    }
