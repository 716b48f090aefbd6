"""The baseline: the same intents behind Rasa's own REST channel (see `rasa_rest`)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from bot.settings import ROOT
from bot.supervise.models import Models, rasa_environment
from tests.bench.figures import Durations
from tests.bench.questions import QUESTIONS
from tests.product import free_port

PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
SCRIPT = Path(__file__).with_name("rasa_rest.py")


class RestChannel:
    def __init__(self, url: str) -> None:
        self.url = url

    async def begin(self, http: httpx.AsyncClient, number: int) -> str:
        return uuid4().hex

    async def ask(self, http: httpx.AsyncClient, conversation: str, n: int, text: str) -> bool:
        body = {"sender": conversation, "message": text}
        answer = await http.post("/webhooks/rest/webhook", json=body)
        return answer.status_code == 200 and bool(answer.json())


def starts(folder: Path, times: int) -> Durations:
    """Seconds to the first answer."""
    return Durations.of([first_answer(folder) for _ in range(times)])


def train(folder: Path) -> None:
    """
    Raises:
        RuntimeError: Rasa could not be trained.
    """
    Models().compile()
    with (folder / "train.log").open("wb") as log:
        done = subprocess.run(
            [PYTHON, SCRIPT, folder], stdout=log, stderr=log, env=rasa_environment(), check=False
        )
    if done.returncode != 0:
        said = (folder / "train.log").read_text(errors="replace")
        raise RuntimeError(f"không huấn luyện được Rasa để so sánh:\n{said[-2000:]}")


def first_answer(folder: Path) -> float:
    began = time.monotonic()
    with running(folder):
        return time.monotonic() - began


@contextmanager
def running(folder: Path, patience: float = 120.0) -> Iterator[tuple[str, int]]:
    """Address and process of a server that has answered once."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, SCRIPT, folder, "--port", str(port)],
            stdout=log,
            stderr=log,
            env=rasa_environment(),
        )
    try:
        deadline = time.monotonic() + patience
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                said = (folder / "serve.log").read_text(errors="replace")
                raise RuntimeError(f"Rasa để so sánh không khởi động được:\n{said[-2000:]}")
            time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    body = {"sender": "first", "message": QUESTIONS[0]}
    try:
        answer = httpx.post(f"{url}/webhooks/rest/webhook", json=body, timeout=30, trust_env=False)
        return answer.status_code == 200 and bool(answer.json())
    except (httpx.HTTPError, ValueError):
        return False
