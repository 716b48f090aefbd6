"""Measures how well people are understood and answered.

`python -m tests.evaluation [--gate] [--compare [--rasa]] [--write]`: asks the running product the
test messages; `--compare` also judges our pipeline with one part left out at a time and a plain
baseline, `--rasa` Rasa's own pipelines (`make baselines` installs them).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import psutil

from bot.settings import ROOT
from tests.conftest import open_folder
from tests.evaluation import page, report
from tests.evaluation.asking import Rasa, ask_all, follow_up_all
from tests.evaluation.comparison import compare
from tests.evaluation.costs import ready_after, training_seconds
from tests.evaluation.messages import FOLDER, load_conversations, load_messages
from tests.evaluation.page import Costs
from tests.evaluation.report import Part
from tests.evaluation.thresholds import FLOORS, shortfalls
from tests.product import Product


def measured(names: list[str], alone: bool = False) -> tuple[list[Part], Costs]:
    """`alone`: also trains and starts the model by itself, to know what that costs."""
    training = training_seconds() if alone else None
    with open_folder() as folder, Product(folder) as product:
        rasa = Rasa(product.nlu_port)
        parts = [
            Part(
                name,
                ask_all(product.url, load_messages(name), rasa),
                follow_up_all(product.url, load_conversations(name)),
            )
            for name in names
        ]
        memory = _memory(product.nlu_port)
    times = sorted(rasa.milliseconds[20:])  # the first warm up
    costs = Costs(
        parse_p50=statistics.median(times),
        parse_p95=times[int(len(times) * 0.95)],
        ready=ready_after() if alone else None,
        memory=memory,
        training=training,
    )
    return parts, costs


def _memory(port: int) -> float:
    """RSS of the process that listens on the port, in MB."""
    for process in psutil.process_iter(["cmdline", "memory_info"]):
        if f"{port}" in (process.info["cmdline"] or []) and process.info["memory_info"]:
            return float(process.info["memory_info"].rss) / 1e6
    raise LookupError(f"no process has {port} in its command")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    there = [part for part in ("frozen", "fresh") if (FOLDER / part).is_dir()]
    parser.add_argument("--part", nargs="+", default=there, help="folders of nlu/evaluation")
    parser.add_argument("--gate", action="store_true", help="fail below nlu/evaluation/thresholds")
    parser.add_argument("--compare", action="store_true", help="ablations and a plain baseline")
    parser.add_argument("--rasa", action="store_true", help="with --compare: Rasa's pipelines too")
    parser.add_argument("--write", action="store_true", help="write docs/evaluation.md")
    options = parser.parse_args()
    began = time.monotonic()
    parts, costs = measured(options.part, alone=options.write)
    for part in parts:
        print(f"\n## {part.name}\n\n{report.table(part)}\n")
    print(costs)
    frozen = [part for part in parts if part.name == "frozen"]
    messages = [answered.message for part in frozen for answered in part.answered]
    compared = compare(messages, options.rasa) if options.compare else []
    if options.write:
        page.write(parts, costs, compared, ROOT / "docs")
    print(f"{time.monotonic() - began:.0f} s")
    faults = [fault for part in frozen for fault in shortfalls(part, FLOORS)]
    if options.gate and faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
