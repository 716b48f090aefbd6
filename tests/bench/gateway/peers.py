"""What the gateway is compared with: Rasa's own Facebook channel, and opsdroid's."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.settings import ROOT
from bot.supervise.models import rasa_environment
from tests.bench.baseline import PYTHON as RASA_PYTHON
from tests.product import free_port

HERE = Path(__file__).parent / "peer"
PYTHON = HERE / ".venv" / "bin" / "python"
PACKAGES = HERE / ".venv" / "lib" / "python3.11" / "site-packages"
PATIENCE = 60.0  # seconds to start
CHALLENGE = "5181"


@dataclass(frozen=True)
class Peer:
    name: str
    webhook: str
    pid: int


def install() -> None:
    """Into `peer/.venv`, what its lock names.

    Raises:
        RuntimeError: it could not be installed.
    """
    uv = str(ROOT / ".tools" / "run-uv")
    if not os.access(uv, os.X_OK):
        uv = shutil.which("uv") or "uv"
    done = subprocess.run(
        [uv, "sync", "--quiet", "--locked", "--python", "3.11", "--directory", str(HERE)],
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError("không cài được phần mềm để so sánh")


@contextmanager
def rasa(trained: Path, graph: str, nlu: str) -> Iterator[Peer]:
    """`trained`: the folder that `tests.bench.baseline.train` trained in. It understands by itself
    and does not ask at `nlu`."""
    port = free_port()
    script = str(HERE / "rasa_facebook.py")
    command = [str(RASA_PYTHON), script, str(trained), str(port), graph, str(PACKAGES)]
    address = f"http://127.0.0.1:{port}/webhooks/facebook/webhook"
    with _running(command, rasa_environment(), trained / "facebook.log", address) as pid:
        yield Peer("Rasa", address, pid)


@contextmanager
def opsdroid(folder: Path, graph: str, nlu: str) -> Iterator[Peer]:
    port = free_port()
    command = [str(PYTHON), str(HERE / "opsdroid_facebook.py"), str(port), graph, nlu]
    # It writes into the home and the working folder of whoever starts it.
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    address = f"http://127.0.0.1:{port}/connector/facebook"
    with _running(command, environment, folder / "opsdroid.log", address, folder) as pid:
        yield Peer("opsdroid", address, pid)


@contextmanager
def _running(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    address: str,
    folder: Path | None = None,
) -> Iterator[int]:
    """The process, once it has passed Facebook's check of the webhook."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=said, stderr=said)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _is_verified(address):
            if process.poll() is not None or time.monotonic() > deadline:
                words = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"không khởi động được {command[1]}:\n{words}")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_verified(address: str) -> bool:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "v", "hub.challenge": CHALLENGE}
    try:
        answer = httpx.get(address, params=asked, timeout=5, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and answer.text == CHALLENGE
