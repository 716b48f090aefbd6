"""What must be true before anything starts; each failure is one sentence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bot.supervise.addresses import port_is_free
from bot.supervise.errors import StartupError

NEEDED = 500_000_000  # bytes for the database, logs and a model


def prepare_folders(var: Path) -> None:
    """Makes `var` and what is in it."""
    for folder in (var, var / "run", var / "log"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StartupError(f"Không tạo được thư mục {folder}: {error.strerror}.") from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise StartupError(
                f"Không có quyền ghi vào {folder}. Hãy chạy bằng tài khoản đã tạo ra nó."
            )


def check_disk(folder: Path, needed: int = NEEDED) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StartupError(
            f"Ổ đĩa chứa {folder} chỉ còn {megabytes(free)} trống, cần ít nhất {megabytes(needed)}."
        )


def check_port(host: str, port: int, command: str = "guongsang up") -> None:
    if port < 1024 and os.geteuid() != 0 and not port_is_free(host, port):
        raise StartupError(
            f"Không mở được cổng {port}: đang có chương trình khác dùng, hoặc cổng dưới 1024 "
            f"cần quyền quản trị. Hãy chọn cổng khác: {command} --port 8000"
        )
    if not port_is_free(host, port):
        raise StartupError(
            f"Cổng {port} ở {host} đang có chương trình khác dùng. "
            f"Hãy chọn cổng khác: {command} --port {port + 1}"
        )


def megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
