"""`make up` in a fresh clone, until the first answer."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from bot.settings import ROOT
from tests.bench.questions import LOCALITIES, QUESTIONS
from tests.conftest import open_folder
from tests.product import Chat, Product

PATIENCE = 3600.0
STEPS = (  # what `make up` says as it begins each
    ("cài môi trường chính", "Cài môi trường chính"),
    ("cài môi trường Rasa", "Cài môi trường Rasa"),
    ("huấn luyện", "Huấn luyện mô hình"),
    ("khởi động", "Huấn luyện xong"),
)
READY = "Sẵn sàng"


@dataclass
class Heard:
    """Lines and when they came."""

    lines: list[tuple[float, str]] = field(default_factory=list)

    def listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            self.lines.append((time.monotonic(), line))

    def when(self, words: str) -> float | None:
        return next((at for at, line in self.lines if words in line), None)

    def text(self) -> str:
        return "".join(line for _, line in self.lines)


def cold_start() -> list[tuple[str, float]]:
    """Step → seconds; the last is the whole.

    Raises:
        RuntimeError: `make up` ended before it was ready.
    """
    # The clone's folder is as closed as a new folder is; only the data stand where others may.
    with tempfile.TemporaryDirectory(prefix="guongsang-") as clone, open_folder() as folder:
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        product = Product(folder)
        began = time.monotonic()
        process = subprocess.Popen(
            ["make", "up"],
            cwd=clone,
            env={**product.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        heard = Heard()
        thread = threading.Thread(target=heard.listen, args=(process,), daemon=True)
        thread.start()
        try:
            _wait_until_ready(process, heard)
            assert Chat(product.url, LOCALITIES[0]).say(QUESTIONS[0])
            return _steps(began, heard, time.monotonic())
        finally:
            _stop(process)
            thread.join(10)


def _wait_until_ready(process: subprocess.Popen[str], heard: Heard) -> None:
    deadline = time.monotonic() + PATIENCE
    while heard.when(READY) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"`make up` không chạy được:\n{heard.text()[-3000:]}")
        time.sleep(0.05)


def _steps(began: float, heard: Heard, answered: float) -> list[tuple[str, float]]:
    marks = [(name, at) for name, words in STEPS if (at := heard.when(words)) is not None]
    ends = [at for _, at in marks[1:]] + [answered]
    steps = [("chuẩn bị uv", marks[0][1] - began)] if marks else []
    steps += [(name, end - at) for (name, at), end in zip(marks, ends, strict=True)]
    return [*steps, ("tất cả, tới câu trả lời đầu tiên", answered - began)]


def _stop(process: subprocess.Popen[str]) -> None:
    """To `up` alone when it runs: make would pass the signal on, a second one hurries it."""
    if process.poll() is not None:
        return
    below = psutil.Process(process.pid).children(recursive=True)
    up = [child for child in below if "bot.cli" in _command(child)]
    for child in up:
        with suppress(psutil.Error):
            child.terminate()
    if not up:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
