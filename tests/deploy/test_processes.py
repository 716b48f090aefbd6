"""The commands of docker-compose.yml, run by hand as separate processes on one machine.

Their text, settings and health checks are those of the file, with the addresses of this machine in
place of the containers'; secrets come as files. What Docker itself does is not tested.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.supervise.models import Models
from bot.supervise.postgres import EmbeddedPostgres
from tests.conftest import open_folder
from tests.deploy.compose import environment, services
from tests.product import Chat, free_port

pytestmark = pytest.mark.slow


class Machine:
    """Stands in for Docker: one process a service."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.secrets = folder / "secrets"
        self.secrets.mkdir()
        (self.secrets / "database_url").write_text(database)
        (self.secrets / "guongsang_secret_key").write_text(os.urandom(32).hex())
        self.web_port = free_port()
        self.here = {
            "http://rasa:5005": f"http://127.0.0.1:{(rasa := free_port())}",
            "5005": str(rasa),
            "8000": str(self.web_port),
            "0.0.0.0": "127.0.0.1",
            "/tmp/guongsang": str(folder / "var"),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def _here(self, text: str) -> str:
        return re.sub("|".join(map(re.escape, self.here)), lambda found: self.here[found[0]], text)

    def _environment(self, name: str) -> dict[str, str]:
        """The service's own and nothing of ours."""
        own = Path(sys.executable).parent
        return {
            "PATH": f"{own}:/usr/bin:/bin",
            "CREDENTIALS_DIRECTORY": str(self.secrets if "secrets" in services()[name] else "/"),
            **{key: self._here(value) for key, value in environment(services()[name]).items()},
        }

    def start(self, name: str, *more: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                [self._here(word) for word in (*services()[name]["command"], *more)],
                cwd=ROOT,
                env=self._environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def run(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """As `docker compose exec`."""
        return subprocess.run(
            [self._here(word) for word in command],
            cwd=ROOT,
            env=self._environment(name),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def healthy(self, name: str) -> bool:
        check: list[str] = services()[name]["healthcheck"]["test"]
        return self.run(name, *check[1:]).returncode == 0

    def wait(self, name: str, seconds: float = 120.0) -> None:
        deadline = time.monotonic() + seconds
        while not self.healthy(name):
            if self.running[name].poll() is not None or time.monotonic() > deadline:
                log = (self.folder / f"{name}.log").read_text(errors="replace")
                raise AssertionError(f"{name} is not healthy:\n{log}")
            time.sleep(0.3)

    def stop(self, name: str, seconds: float) -> int:
        """Its exit code; it has to go by itself."""
        process = self.running[name]
        process.terminate()
        return process.wait(seconds)

    def end(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.kill()
                process.wait()


@pytest.fixture
def machine() -> Iterator[Machine]:
    with (
        open_folder() as folder,
        EmbeddedPostgres(folder / "postgres", options={"fsync": "off"}) as server,
    ):
        stand_in = Machine(folder, server.url())
        try:
            yield stand_in
        finally:
            stand_in.end()


def test_separate_processes_answer_a_question(machine: Machine) -> None:
    machine.start("rasa", str(Models().path()))
    machine.start("migrate")
    assert machine.running["migrate"].wait(60) == 0
    machine.start("web")
    machine.start("worker")
    for name in ("web", "worker", "rasa"):
        machine.wait(name)

    chat = Chat(f"http://127.0.0.1:{machine.web_port}", "binh-luong")
    chat.say("hạn nộp báo cáo tổng kết là khi nào?")
    assert chat.replies[0]["topic"] == "deadline"
    assert chat.replies[0]["sources"][0]["section"] == "V.1"

    added = machine.run("web", "guongsang", "accounts", "add", "telegram", "xa", "--id", "7",
                        "--secret", "token=7:abc")  # fmt: skip
    assert added.returncode == 0, added.stderr
    doctor = machine.run("web", "guongsang", "doctor")
    assert doctor.returncode == 0, doctor.stdout

    machine.stop("rasa", 10)
    assert machine.stop("worker", 20) == 0
    assert not machine.healthy("worker")
    machine.stop("web", 10)
    assert not machine.healthy("web")
