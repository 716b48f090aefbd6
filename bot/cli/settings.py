from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.cli.console import console, fail, report
from bot.settings import ROOT, Settings

PAGE = ROOT / "docs" / "settings.md"
INTRODUCTION = """\
# Cài đặt

Đặt bằng biến môi trường, hoặc trong tệp `.env` ở thư mục gốc (mẫu: `.env.example`).
Không đặt gì thì chạy được ngay trên một máy. Trang này sinh từ mã: `guongsang settings --write`.

Thay cho biến, mỗi khóa có thể nằm trong một tệp mang tên biến viết thường, ở `/run/secrets`
(Docker) hay `$CREDENTIALS_DIRECTORY` (systemd).

"""


def settings(
    check: Annotated[
        bool, typer.Option("--check", help="Báo lỗi khi docs/settings.md đã cũ.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Ghi docs/settings.md.")] = False,
) -> None:
    """In bảng cài đặt: tên biến, mặc định, ý nghĩa."""
    page = INTRODUCTION + table()
    if write:
        PAGE.write_text(page, encoding="utf-8")
        report(f"Đã ghi {PAGE}")
    elif check:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            fail("docs/settings.md đã cũ. Hãy chạy: guongsang settings --write")
    else:
        console.print(table(), markup=False)


def table() -> str:
    rows = [
        f"| `{_variable(name, field)}` | {_default(field)} | {_cell(field.description or '')} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| biến | mặc định | ý nghĩa |", "|---|---|---|", *rows]) + "\n"


def _variable(name: str, field: FieldInfo) -> str:
    if isinstance(field.validation_alias, str):
        return field.validation_alias
    return f"{Settings.model_config.get('env_prefix', '')}{name}".upper()


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or field.is_required():
        return ""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        value = value.relative_to(ROOT)
    return f"`{_cell(str(value))}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
