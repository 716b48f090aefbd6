"""The data directory of the embedded PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess

from bot.supervise.binaries import MAJOR, programs
from bot.supervise.errors import StartupError
from bot.supervise.homes import Home

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}  # without PGPORT, PGDATA ...


def ensure_cluster(home: Home) -> None:
    """Creates the data directory the first time; refuses another version's."""
    if not home.data.exists():
        _create(home)
    home.private(home.data)
    version = (home.data / "PG_VERSION").read_text().strip()
    if version != str(MAJOR):
        raise StartupError(
            f"Dữ liệu ở {home.data} là của PostgreSQL {version}, chương trình này là {MAJOR}. "
            "Hãy chuyển dữ liệu bằng pg_dump của bản cũ."
        )


def _create(home: Home) -> None:
    """Made aside and renamed, so that a kill in the middle leaves no half cluster."""
    partial = home.path / "data-partial"
    if partial.exists():
        shutil.rmtree(partial)
    home.private(partial)
    done = subprocess.run(
        [
            str(programs(home.account, home.path) / "initdb"),
            *("-D", str(partial), "-U", "app", "-E", "UTF8", "--no-instructions"),
            *("--auth-local=trust", "--auth-host=reject"),
            # Sorts as locale C does, yet knows that "Đ" is the capital of "đ".
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **home.account.popen(),
    )
    if done.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise StartupError(f"Không tạo được cơ sở dữ liệu ở {home.path}:\n{done.stderr[-800:]}")
    partial.rename(home.data)
