"""What works on this machine, what does not, and what to do about it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import ROOT, Settings
from bot.supervise.addresses import local_url, nlu_url
from bot.supervise.checks import NEEDED, megabytes
from bot.supervise.database import embedded, running_database
from bot.supervise.errors import StartupError
from bot.supervise.locks import FileLock
from bot.supervise.models import Models
from bot.supervise.probes import rasa_parses, web_answers, worker_reports
from bot.supervise.up import noted_address
from data.database import at_head, libpq_url


@dataclass(frozen=True)
class Finding:
    """`good` is None for what is missing yet not wrong, such as a service nobody started."""

    name: str
    good: bool | None
    detail: str
    remedy: str = ""


def diagnose(settings: Settings) -> list[Finding]:
    here = settings.nlu_url is None  # a Rasa elsewhere has its own environment and model
    model = _model() if here else []
    installed = _installed(rasa=here)
    return [*installed, *model, *_database(settings), *_running(settings), _disk(settings)]


def _installed(rasa: bool) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    supported = sys.version_info[:2] == (3, 11)
    yield Finding("Python", supported, version, "" if supported else "Cần Python 3.11: make up")
    places = [("Môi trường chính", ROOT / ".venv")]
    if rasa:
        places.append(("Rasa", ROOT / "nlu" / ".venv"))
    for name, place in places:
        good = (place / "bin" / "python").exists()
        detail = megabytes(_size(place)) if good else f"không có {place}"
        yield Finding(name, good, detail, "" if good else "make up")


def _size(folder: Path) -> int:
    total = 0
    for directory, _, files in os.walk(folder):
        for file in files:
            total += os.lstat(os.path.join(directory, file)).st_size
    return total


def _model() -> Iterator[Finding]:
    models = Models()
    try:
        wanted = models.path()
    except StartupError as error:
        yield Finding("Kế hoạch", False, str(error), "guongsang plans check")
        return
    if wanted.exists():
        yield Finding("Mô hình", True, f"{wanted.name}, {megabytes(wanted.stat().st_size)}")
    elif models.newest():
        yield Finding("Mô hình", False, "cũ hơn dữ liệu huấn luyện", "guongsang train")
    else:
        yield Finding("Mô hình", False, "chưa huấn luyện", "guongsang train")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        if not settings.database_url and not embedded(settings).home.data.exists():
            yield Finding("Cơ sở dữ liệu", None, "chưa tạo", "guongsang up")
            return
        with running_database(settings, patience=10) as url:
            with psycopg.connect(libpq_url(url), connect_timeout=5) as link:
                row = link.execute("select pg_database_size(current_database())").fetchone()
            yield Finding("Cơ sở dữ liệu", True, megabytes(row[0] if row else 0))
            newest = at_head(url)
    except (StartupError, psycopg.Error, SQLAlchemyError) as error:
        remedy = "Xem DATABASE_URL" if settings.database_url else "Xem var/log/postgres.log"
        yield Finding("Cơ sở dữ liệu", False, str(error).strip(), remedy)
        return
    yield Finding(
        "Dạng dữ liệu",
        newest,
        "mới nhất" if newest else "cũ hơn chương trình",
        "" if newest else "guongsang db migrate",
    )


def _running(settings: Settings) -> Iterator[Finding]:
    run = ROOT / settings.var / "run"
    lock = FileLock(run / "up.lock")
    started = lock.taken
    address = (started and noted_address(lock.read())) or local_url(settings.host, settings.port)
    rasa, web = asyncio.run(_ask(nlu_url(settings), address))
    pid = worker_reports(run / "worker.ready")
    alive = pid is not None and psutil.pid_exists(pid)
    needed = {"Rasa trả lời": started or settings.nlu_url is not None}
    for name, good, detail in (
        ("Rasa trả lời", rasa, nlu_url(settings)),
        ("Bộ xử lý tin", alive, f"tiến trình {pid}" if alive else ""),
        ("Trang web", web, address),
    ):
        if good:
            yield Finding(name, True, detail)
        elif needed.get(name, started):
            yield Finding(name, False, f"không trả lời {detail}", f"Xem nhật ký ở {run.parent}/log")
        else:
            yield Finding(name, None, "chưa chạy", "guongsang up")


async def _ask(nlu: str, web: str) -> tuple[bool, bool]:
    rasa, page = await asyncio.gather(rasa_parses(nlu), web_answers(web))
    return rasa, page


def _disk(settings: Settings) -> Finding:
    place = ROOT / settings.var
    free = shutil.disk_usage(place if place.exists() else ROOT).free
    good = free >= NEEDED
    return Finding(
        "Ổ đĩa", good, f"còn {megabytes(free)}", "" if good else f"Cần trống {megabytes(NEEDED)}"
    )
