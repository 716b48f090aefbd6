"""The trained model: which one belongs to the present training data, and training it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.settings import ROOT
from bot.supervise.errors import StartupError
from bot.supervise.lifeline import die_with_parent
from bot.supervise.locks import FileLock
from bot.supervise.logs import last_lines, open_log
from data.plans.gazetteer import compile_gazetteer
from data.plans.loader import PlanError, load_plan
from data.plans.vocabulary import load_vocabulary

Report = Callable[[str], None]
KEPT = 2
SOURCES = (
    "*.yml",
    "data/**/*",
    "components/**/*.py",
    "components/**/*.txt",
    "runtime/**/*.py",
    "train.py",
    "uv.lock",
)


def rasa_environment() -> dict[str, str]:
    """Rasa needs none of our secrets, and reports to nobody."""
    ours = ("GUONGSANG_", "DATABASE_URL", "VIRTUAL_ENV", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"}


class Models:
    def __init__(self, root: Path = ROOT) -> None:
        self.nlu = root / "nlu"
        self.plans = root / "data" / "plans"
        self.folder = self.nlu / "models"
        self.python = self.nlu / ".venv" / "bin" / "python"

    def gazetteer(self) -> bytes:
        """The names that stand in the plans, as training reads them."""
        try:
            plans = [load_plan(path) for path in sorted(self.plans.glob("*.yaml"))]
        except PlanError as error:
            raise StartupError(f"Kế hoạch có lỗi:\n{error}") from None
        names = compile_gazetteer(plans, load_vocabulary())
        return json.dumps(names, ensure_ascii=False, indent=1).encode()

    def compile(self, gazetteer: bytes | None = None) -> None:
        """Writes the names where training reads them."""
        build = self.nlu / "build"
        build.mkdir(exist_ok=True)
        (build / "gazetteer.json").write_bytes(gazetteer or self.gazetteer())

    def fingerprint(self, gazetteer: bytes) -> str:
        """Of everything the model is made of. Of the plans that is their names: a text that
        changes in a plan needs no training."""
        digest = hashlib.sha256(gazetteer)
        for path in sorted(self._sources()):
            name = path.relative_to(self.nlu).as_posix()
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"\n{name} {content}".encode())
        return digest.hexdigest()[:16]

    def path(self, gazetteer: bytes | None = None) -> Path:
        """Where the present model is or will be."""
        names = self.gazetteer() if gazetteer is None else gazetteer
        return self.folder / f"{self.fingerprint(names)}.tar.gz"

    def newest(self) -> Path | None:
        return max(self._trained(), key=lambda path: path.stat().st_mtime, default=None)

    async def ensure(self, report: Report, log: Path, force: bool = False) -> Path:
        """The present model, trained when there is none. From the main thread.

        Raises:
            StartupError: training failed, or Rasa's environment is not installed.
        """
        if not self.python.exists():
            raise StartupError("Chưa cài môi trường của Rasa (nlu/.venv). Hãy chạy: make up")
        gazetteer = await asyncio.to_thread(self.gazetteer)
        model = self.path(gazetteer)
        if model.exists() and not force:
            os.utime(model)
            return model
        self.folder.mkdir(exist_ok=True)
        with FileLock(self.folder / ".lock") as lock:
            await _acquire(lock, report)
            if force or not model.exists():
                await self._train(model, gazetteer, report, log)
        self._forget_old(model)
        return model

    async def _train(self, model: Path, gazetteer: bytes, report: Report, log: Path) -> None:
        self.compile(gazetteer)
        for left in (*self.folder.glob("partial-*"), *self.folder.glob("tmp*")):  # by a kill
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        partial = self.folder / f"partial-{model.name}"
        report("Huấn luyện mô hình hiểu tiếng Việt; lần đầu mất một vài phút.")
        began = time.monotonic()
        process = self._spawn(partial, log)
        try:
            await _wait(process, began, report)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode != 0 or not partial.exists():
            partial.unlink(missing_ok=True)
            raise StartupError(
                f"Huấn luyện không thành công (mã {process.returncode}). Nhật ký {log}:\n"
                f"{last_lines(log)}"
            )
        partial.replace(model)
        report(f"Huấn luyện xong sau {time.monotonic() - began:.0f} giây.")

    def _spawn(self, out: Path, log: Path) -> subprocess.Popen[bytes]:
        with open_log(log) as output:
            return subprocess.Popen(
                [str(self.python), "nlu/train.py", str(out)],
                cwd=self.nlu.parent,
                env=rasa_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
            )

    def _sources(self) -> Iterator[Path]:
        for pattern in SOURCES:
            for path in self.nlu.glob(pattern):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path

    def _trained(self) -> list[Path]:
        return [
            path for path in self.folder.glob("*.tar.gz") if not path.name.startswith("partial-")
        ]

    def _forget_old(self, used: Path) -> None:
        others = [path for path in self._trained() if path != used]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[KEPT - 1 :]:
            path.unlink(missing_ok=True)


async def _acquire(lock: FileLock, report: Report) -> None:
    told = False
    while True:
        if lock.acquire():
            return
        if not told:
            report("Một lệnh khác đang huấn luyện mô hình; chờ lệnh ấy xong.")
            told = True
        await asyncio.sleep(0.5)


async def _wait(process: subprocess.Popen[bytes], began: float, report: Report) -> None:
    told = began
    while process.poll() is None:
        await asyncio.sleep(0.2)
        if time.monotonic() - told >= 15:
            told = time.monotonic()
            report(f"Đang huấn luyện, đã {told - began:.0f} giây.")
