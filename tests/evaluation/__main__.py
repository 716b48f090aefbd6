"""Measures how well people are understood and answered: `python -m tests.evaluation`."""

from __future__ import annotations

import argparse
import sys

from tests.conftest import open_folder
from tests.evaluation import report
from tests.evaluation.asking import Rasa, ask_all, follow_up_all
from tests.evaluation.messages import load_conversations, load_messages
from tests.evaluation.report import Part
from tests.evaluation.thresholds import FLOORS, shortfalls
from tests.product import Product


def measured(names: list[str]) -> list[Part]:
    with open_folder() as folder, Product(folder) as product:
        rasa = Rasa(product.nlu_port)
        return [
            Part(
                name,
                ask_all(product.url, load_messages(name), rasa),
                follow_up_all(product.url, load_conversations(name)),
            )
            for name in names
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", nargs="+", default=["frozen", "fresh"])
    parser.add_argument("--gate", action="store_true", help="fail below nlu/evaluation/thresholds")
    options = parser.parse_args()
    faults: list[str] = []
    for part in measured(options.part):
        print(f"\n## {part.name}\n\n{report.table(part)}\n")
        if part.name == "frozen":
            faults += shortfalls(part, FLOORS)
    if options.gate and faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
