"""Settings that must stand before Rasa is imported: one thread, no telemetry, no chatter."""

from __future__ import annotations

import logging
import os

_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    # Rasa's cache sees a component's class, not the modules it calls: it would keep a stale model.
    "RASA_MAX_CACHE_SIZE": "0",
}


def settle() -> None:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    # Rasa's packages are old and say so at every start, whatever the filters of `warnings`.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
