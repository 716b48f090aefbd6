"""A secret may come as a file: from Docker in /run/secrets, from systemd where it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

SHOW = """
from bot.settings import Settings
settings = Settings(_env_file=None)
print(settings.database_url, settings.secret_key.get_secret_value())
"""


def shown(folder: Path, **variables: str) -> str:
    kept = ("GUONGSANG_", "DATABASE_URL")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(kept)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW],
        cwd=ROOT,
        env={**environment, "CREDENTIALS_DIRECTORY": str(folder), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_file_named_like_its_variable_is_read(tmp_path: Path) -> None:
    (tmp_path / "database_url").write_text("postgresql://app:x@postgres/db\n")
    (tmp_path / "guongsang_secret_key").write_text("s" * 64 + "\n")
    found = shown(tmp_path, GUONGSANG_ENVIRONMENT="production")
    assert found == "postgresql://app:x@postgres/db " + "s" * 64


def test_a_variable_goes_before_a_file(tmp_path: Path) -> None:
    (tmp_path / "guongsang_secret_key").write_text("of the file")
    assert shown(tmp_path, GUONGSANG_SECRET_KEY="of the variable") == "None of the variable"


def test_without_such_a_folder_nothing_is_missed(tmp_path: Path) -> None:
    assert shown(tmp_path / "missing") == "None doi-khoa-nay"
