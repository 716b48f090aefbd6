"""On what the figures were measured."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from pathlib import Path

import psutil

from bot.settings import ROOT


def description() -> list[tuple[str, str]]:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        ("ngày", date.today().isoformat()),
        ("mã nguồn", commit()),
        ("bộ xử lý", f"{psutil.cpu_count()} lõi, {_processor()}"),
        ("bộ nhớ", f"{psutil.virtual_memory().total / 1e9:.0f} GB"),
        ("hệ điều hành", platform.system()),
        ("Python", platform.python_version()),
        ("tải của máy trước khi đo (1, 5, 15 phút)", load),
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit() -> str:
    head = _git("rev-parse", "--short", "HEAD")
    changed = " và những thay đổi chưa commit" if _git("status", "--porcelain") else ""
    return f"{head}{changed}"


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
