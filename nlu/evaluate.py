"""How well intents are understood: cross-validation, and messages written apart from the training.

`python evaluate.py [--folds 5]`, inside nlu/.venv. Uses the pipeline's parts without Rasa around
them, which gives the same answers and is many times quicker.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from components.intent_model import IntentModel
from components.names import Gazetteer
from components.normalise import is_accented, unaccented
from components.reading import Reading, read
from components.variants import variants
from corpus import HERE, load_examples
from sklearn.model_selection import StratifiedKFold

MESSAGES = HERE / "evaluation" / "messages.yml"
SURE = 0.6


@dataclass
class Score:
    """Counts of one slice of messages."""

    right: int = 0
    total: int = 0
    sure_and_wrong: int = 0
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, meant: str, ranking: Sequence[tuple[str, float]]) -> None:
        said, chance = ranking[0]
        self.total += 1
        self.right += said == meant
        if said != meant:
            self.sure_and_wrong += chance >= SURE
            self.confusions[meant, said] += 1

    def line(self, name: str) -> str:
        share = self.right / self.total if self.total else 0
        return (
            f"{name:<24} {self.right:>5}/{self.total:<5} {share:6.1%}"
            f"   sai mà chắc (≥ {SURE}): {self.sure_and_wrong}"
        )


def fitted(readings: Iterable[tuple[str, str]], gazetteer: Gazetteer) -> IntentModel:
    spelled = [(form, intent) for text, intent in readings for form in (text, *variants(text))]
    model = IntentModel()
    model.fit(
        [read(text, gazetteer).features for text, _ in spelled], [intent for _, intent in spelled]
    )
    return model


def cross_validate(
    examples: Sequence[tuple[str, str]], gazetteer: Gazetteer, folds: int
) -> dict[str, Score]:
    scores = {"có dấu": Score(), "không dấu": Score(), "bỏ dấu": Score()}
    splits = StratifiedKFold(folds, shuffle=True, random_state=1)
    intents = [intent for _, intent in examples]
    for train, test in splits.split(intents, intents):
        model = fitted((examples[at] for at in train), gazetteer)
        for text, intent in (examples[at] for at in test):
            ranking = model.rank(read(text, gazetteer).features)
            scores["có dấu" if is_accented(text) else "không dấu"].add(intent, ranking)
            if is_accented(text):
                bare = read(unaccented(text), gazetteer).features
                scores["bỏ dấu"].add(intent, model.rank(bare))
    return scores


def missing_entities(reading: Reading, expected: Iterable[dict[str, Any]]) -> list[str]:
    found = [
        (entity["entity"], entity["value"], entity.get("values")) for entity in reading.entities
    ]
    return [
        f"{want['entity']}={want.get('value')}"
        for want in expected
        if not any(
            kind == want["entity"]
            and ("value" not in want or want["value"] == value or want["value"] in (ids or ()))
            for kind, value, ids in found
        )
    ]


def judge_messages(path: Path, model: IntentModel, gazetteer: Gazetteer) -> None:
    scores = {"có dấu": Score(), "không dấu": Score()}
    times: list[float] = []
    for message in yaml.safe_load(path.read_text(encoding="utf-8")):
        started = time.perf_counter()
        reading = read(message["text"], gazetteer)
        ranking = model.rank(reading.features)
        times.append((time.perf_counter() - started) * 1000)
        slice_of = "có dấu" if is_accented(reading.text) else "không dấu"
        scores[slice_of].add(message["intent"], ranking)
        if missing := missing_entities(reading, message.get("entities", [])):
            print(f"  thiếu {', '.join(missing)}: {message['text']}")
    report(scores)
    times.sort()
    print(
        f"mỗi tin: p50 {times[len(times) // 2]:.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms"
    )


def report(scores: dict[str, Score]) -> None:
    together: Counter[tuple[str, str]] = Counter()
    for name, score in scores.items():
        print(score.line(name))
        together += score.confusions
    for (meant, said), times in together.most_common(20):
        print(f"  {times:>3} × {meant} → {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5, help="0: không kiểm tra chéo")
    folds: int = parser.parse_args().folds
    gazetteer = Gazetteer(json.loads((HERE / "build" / "gazetteer.json").read_bytes()))
    examples = [(example.text, example.intent) for example in load_examples()]
    if folds:
        print(f"kiểm tra chéo {folds} phần, {len(examples)} ví dụ")
        report(cross_validate(examples, gazetteer, folds))
    if MESSAGES.exists():
        print("\ntin nhắn viết riêng")
        judge_messages(MESSAGES, fitted(examples, gazetteer), gazetteer)


if __name__ == "__main__":
    main()
