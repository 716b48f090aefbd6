"""Measures the product: `python -m tests.bench [--quick] [--cold] [--write]`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.settings import ROOT
from bot.supervise.models import Models
from tests.bench import baseline, cold, machine, ours
from tests.bench.comparison import Measured, compared
from tests.bench.report import Figures, page
from tests.bench.traffic import Target
from tests.conftest import open_folder

PAGE = ROOT / "docs" / "benchmarks.md"
CROWDS = (1, 16)
MESSAGES, QUICK_MESSAGES = 320, 64
STARTS, QUICK_STARTS = 3, 1


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(quick: bool, with_cold: bool) -> Figures:
    messages = QUICK_MESSAGES if quick else MESSAGES
    times = QUICK_STARTS if quick else STARTS
    described = machine.description()
    asyncio.run(Models().ensure(say, ROOT / "var" / "log" / "train.log"))
    with open_folder() as folder:
        say("Huấn luyện Rasa để so sánh …")
        baseline.train(folder)
        say("Trả lời …")
        mine, theirs = side_by_side(folder, messages)
        say("Nhận tin …")
        accepts = ours.accepts(messages)
        say("Khởi động …")
        starts, rasa_start = ours.starts(times), baseline.starts(folder, times)
    if with_cold:
        say("`make up` trong bản sao mới …")
    steps = cold.cold_start() if with_cold else None
    return Figures(described, steps, starts, accepts, mine, theirs, rasa_start)


def side_by_side(trained: Path, messages: int) -> tuple[Measured, Measured]:
    with (
        open_folder() as folder,
        ours.running(folder) as product,
        baseline.running(trained) as (url, pid),
    ):
        assert product.process
        systems: dict[Target, int] = {
            ours.WebChat(product.url): product.process.pid,
            baseline.RestChannel(url): pid,
        }
        mine, theirs = compared(systems, messages, CROWDS)
        return mine, theirs


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ít tin, mỗi thứ một lần")
    parser.add_argument("--cold", action="store_true", help="đo cả `make up` trong bản sao mới")
    parser.add_argument("--write", action="store_true", help="ghi docs/benchmarks.md")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as on Ctrl-C
    try:
        text = page(measured(options.quick, options.cold))
    except KeyboardInterrupt:
        say("Đã dừng.")
        return 130
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
