"""The processes of one machine: PostgreSQL, Rasa, the worker, the web."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from bot.settings import ROOT
from bot.supervise.lifeline import SUPERVISOR, die_with_parent
from bot.supervise.models import rasa_environment
from bot.supervise.postgres import EmbeddedPostgres
from bot.supervise.probes import rasa_parses, web_answers, worker_reports
from bot.supervise.processes import Service
from bot.supervise.tenants import STOPS

RUNNABLE = ("web", "worker", "rasa", "postgres")  # in the order they are stopped


def postgres(server: EmbeddedPostgres) -> Service:
    async def ready(pid: int) -> bool:
        return server.accepts()

    return Service("postgres", server.spawn, ready, server.prepare, patience=600, stops=STOPS)


def rasa(python: Path, model: Path, port: int) -> Service:
    command = [str(python), str(ROOT / "nlu" / "serve.py"), str(model), "--port", str(port)]

    def spawn(log: BinaryIO) -> subprocess.Popen[bytes]:
        return _popen(command, rasa_environment(), log)

    async def ready(pid: int) -> bool:
        return await rasa_parses(f"http://127.0.0.1:{port}")

    return Service("rasa", spawn, ready, patience=240, silence=30)


def worker(environment: Mapping[str, str], ready_file: Path) -> Service:
    def spawn(log: BinaryIO) -> subprocess.Popen[bytes]:
        ready_file.unlink(missing_ok=True)
        return _popen([sys.executable, "-m", "bot.worker"], environment, log)

    async def ready(pid: int) -> bool:
        return worker_reports(ready_file) == pid

    return Service("worker", spawn, ready, silence=20)


def web(environment: Mapping[str, str], url: str) -> Service:
    def spawn(log: BinaryIO) -> subprocess.Popen[bytes]:
        return _popen([sys.executable, "-m", "bot.web"], environment, log)

    async def ready(pid: int) -> bool:
        return await web_answers(url)

    return Service("web", spawn, ready)


def _popen(
    command: Sequence[str], environment: Mapping[str, str], log: BinaryIO
) -> subprocess.Popen[bytes]:
    """A child in a group of its own (Ctrl-C reaches only `up`) that dies with `up`."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment, SUPERVISOR: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
    )
