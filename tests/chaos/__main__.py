"""`make chaos`, or `python -m tests.chaos --events 2000`. Exit code 1 when anything was lost, out
of order or doubled, or still waits at the end."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from pathlib import Path

from tests.chaos.report import table
from tests.chaos.run import Options, run
from tests.conftest import open_folder

HELP = {
    "events": "số tin, lượt bấm nút, lượt quan tâm của mọi người",
    "conversations": "số người",
    "seed": "cùng số thì cùng kế hoạch",
    "kills": "số lần kill -9 mỗi loại tiến trình",
    "time_factor": "nhà cung cấp chờ giữa hai lần giao lâu gấp mấy lần thật",
    "at_once": "khi ở một nhà cung cấp từng ấy tin chưa được trả lời, ở đó chưa ai viết tiếp",
    "patience": "giây chờ trả lời hết sau khi đã viết hết",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    for option in fields(Options):
        name = "--" + option.name.replace("_", "-")
        kind = type(option.default)
        parser.add_argument(name, type=kind, default=option.default, help=HELP[option.name])
    parser.add_argument("--folder", type=Path, help="giữ dữ liệu và nhật ký ở đây")
    given = vars(parser.parse_args())
    folder = given.pop("folder")
    with _opened(folder) as place:
        outcome = asyncio.run(run(Options(**given), place, lambda line: print(line, flush=True)))
    print("\n".join(table(outcome)))
    print(outcome.verdict.line)
    return 0 if outcome.good else 1


def _opened(folder: Path | None) -> AbstractContextManager[Path]:
    if folder is None:
        return open_folder()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the account of the database server must be able to enter
    return nullcontext(folder.absolute())


sys.exit(main())
