"""The whole product in processes of its own, started by the command that people use."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
TODAY = "2026-11-20"
LIFTED = {
    "GUONGSANG_MESSAGES_PER_MINUTE": "100000",
    "GUONGSANG_MESSAGES_PER_MINUTE_ADDRESS": "100000",
    "GUONGSANG_SESSIONS_PER_HOUR_ADDRESS": "100000",
    "GUONGSANG_WAITING_MESSAGES": "1000",
    "GUONGSANG_NOMINATIONS_PER_DAY": "1000",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """`with Product(folder)`: `guongsang up` in that folder until the end."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.nlu_port = free_port()
        self.environment = {
            **os.environ,
            "GUONGSANG_ENVIRONMENT": "test",
            "GUONGSANG_TODAY": TODAY,
            "GUONGSANG_VAR": str(folder / "var"),
            "GUONGSANG_PORT": str(self.port),
            "GUONGSANG_NLU_PORT": str(self.nlu_port),
            **LIFTED,
            **settings,
        }
        self.environment.pop("DATABASE_URL", None)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Product:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, patience: float = 240.0) -> None:
        log = (self.folder / "up.log").open("ab")
        self._said = len(self.log())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "up"],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
        )
        deadline = time.monotonic() + patience
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the product did not start:\n{self.log()}")
            time.sleep(0.2)

    def _ready(self) -> bool:
        """Ready when it says so, as a person would wait for it."""
        return "Sẵn sàng" in self.log()[self._said :]

    def log(self) -> str:
        return (self.folder / "up.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A `guongsang` command beside the running product."""
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


class Chat:
    """One person's conversation through the web chat's API."""

    def __init__(self, url: str, locality: str | None = None, timeout: float = 30.0) -> None:
        self.http = httpx.Client(base_url=url, timeout=timeout)
        answer = self.http.post("/api/chat/sessions", json={"locality": locality})
        answer.raise_for_status()
        self.session: str = answer.json()["session"]
        self.replies: list[dict[str, Any]] = answer.json()["replies"]
        self._count = 0

    def post(self, **message: Any) -> httpx.Response:
        self._count += 1
        body = {"session": self.session, "id": f"m{self._count}", **message}
        return self.http.post("/api/chat/messages", json=body)

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._heard(self.post(text=text))

    def tap(self, title: str) -> list[dict[str, Any]]:
        """Taps the choice of the last replies that has, or begins with, this title."""
        offered = [choice for reply in self.replies for choice in reply["choices"]]
        for choice in offered:
            if choice["title"].casefold().startswith(title.casefold()):
                return self._heard(self.post(payload=choice["payload"], title=choice["title"]))
        raise AssertionError(f"no choice {title!r} among {[c['title'] for c in offered]}")

    def _heard(self, answer: httpx.Response) -> list[dict[str, Any]]:
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        self.replies = answer.json()["replies"]
        return self.replies

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] for reply in self.replies)
