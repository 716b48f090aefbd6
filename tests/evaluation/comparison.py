"""Other pipelines, judged by the answers the same product gives with their parses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.supervise.models import Models
from tests.conftest import open_folder
from tests.evaluation.asking import Answered, ask_all
from tests.evaluation.messages import TestMessage
from tests.evaluation.replay import replaying
from tests.product import Product

NLU = ROOT / "nlu"
BASELINES = NLU / "baselines"
# What the product needs of a parse besides the intent; baselines have none of their own, so
# only their intents are judged: the rest is ours.
OURS = ("entities", "spelled")
# DIET takes two minutes an epoch on two cores; its usual hundred would be three hours.
EPOCHS = 10


@dataclass(frozen=True)
class Compared:
    name: str
    answered: Sequence[Answered]
    costs: Mapping[str, float]  # seconds, milliseconds, MB; those that were measured


def compare(messages: Sequence[TestMessage], with_rasa: bool) -> list[Compared]:
    """Our pipeline with each part left out in turn, and baselines; takes minutes."""
    Models().compile()
    with open_folder() as folder:
        (folder / "texts.json").write_text(
            json.dumps([message.text for message in messages], ensure_ascii=False)
        )
        measured = dict(_ours(folder))
        whole = next(iter(measured.values()))["parses"]
        if with_rasa:
            measured |= dict(_rasa(folder))
        with replaying({}) as replay:
            address = f"http://127.0.0.1:{replay.port}"
            with Product(folder, GUONGSANG_NLU_URL=address) as product:
                found = []
                for name, result in measured.items():
                    replay.parses = {
                        text: {**parse, **_lent(parse, whole[text])}
                        for text, parse in result["parses"].items()
                    }
                    answered = ask_all(product.url, messages, replay)
                    costs = {key: v for key, v in result.items() if key != "parses"}
                    found.append(Compared(name, answered, costs))
                return found


def _lent(parse: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    return {} if "spelled" in parse else {key: whole[key] for key in OURS}


def _ours(folder: Path) -> Iterator[tuple[str, Any]]:
    out = folder / "ours.json"
    _run(NLU, "compare.py", "--messages", folder / "texts.json", "--out", out)
    yield from json.loads(out.read_text(encoding="utf-8")).items()


def _rasa(folder: Path) -> Iterator[tuple[str, Any]]:
    for name, config in (
        (f"Rasa mặc định (DIET, {EPOCHS} vòng)", "default.yml"),
        ("Rasa, hồi quy logistic", "logistic.yml"),
        (f"DIET sau các thành phần của ta ({EPOCHS} vòng)", "diet_ours.yml"),
    ):
        out = folder / f"{config}.json"
        arguments = ["--messages", folder / "texts.json", "--out", out]
        if config != "logistic.yml":
            arguments += ["--epochs", str(EPOCHS)]
        _run(BASELINES, "measure.py", Path("configs") / config, *arguments)
        yield name, json.loads(out.read_text(encoding="utf-8"))


def _run(project: Path, script: str, *arguments: str | Path) -> None:
    subprocess.run(
        [project / ".venv" / "bin" / "python", script, *map(str, arguments)],
        cwd=project,
        check=True,
        stdout=sys.stderr,
    )
