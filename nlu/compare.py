"""What each part of the understanding is worth: the same data, with one part left out at a time.

`python compare.py --messages texts.json --out parses.json`, inside nlu/.venv. Uses the pipeline's
parts without Rasa around them, which gives the same answers. Beside them stands the plainest
baseline there is, TF-IDF with a linear support vector machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.features import FAMILIES, Features, features
from components.intent_model import IntentModel, Ranking
from components.names import Gazetteer
from components.normalise import canonical, nfc
from components.questions import two_questions
from components.reading import name_entities, pattern_entities
from components.variants import variants
from components.words import Word, cut
from corpus import HERE, Example, load_examples
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

LISTED = 5
Cut = Callable[[str], list[Word]]
Parse = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """Which parts are at work."""

    variety: bool = True
    cut: Cut = cut
    families: tuple[str, ...] = FAMILIES


def unexpanded(text: str) -> list[Word]:
    """Words as they are typed: no abbreviation written out, nothing mended."""
    return [Word(w.text, w.start, w.end, canonical(w.text)) for w in cut(text)]


def unmended(text: str) -> list[Word]:
    return cut(text, mend=False)


def without(family: str) -> tuple[str, ...]:
    return tuple(each for each in FAMILIES if each != family)


SETTINGS = {
    "tất cả": Setting(),
    "bỏ các cách gõ thêm khi học": Setting(variety=False),
    "bỏ viết tắt và sửa gõ": Setting(cut=unexpanded),
    "bỏ sửa telex, dính chữ": Setting(cut=unmended),
    "bỏ từ có dấu": Setting(families=without("words")),
    "bỏ từ không dấu": Setting(families=without("folded")),
    "bỏ cặp từ gần nhau": Setting(families=without("near")),
    "bỏ mảnh chữ cái": Setting(families=without("letters")),
}


class Pipeline:
    """The understanding as Rasa runs it, with some parts left out."""

    def __init__(self, setting: Setting, gazetteer: Gazetteer) -> None:
        self._setting, self._gazetteer = setting, gazetteer
        self._model = IntentModel(families=setting.families)

    def train(self, examples: Sequence[Example]) -> None:
        texts = [
            (text, number)
            for number, example in enumerate(examples)
            for text in (example.text, *(variants(example.text) if self._setting.variety else ()))
        ]
        self._model.fit(
            [self._features(text) for text, _ in texts],
            [examples[number].intent for _, number in texts],
            [number for _, number in texts],
        )

    def parse(self, text: str) -> Parse:
        composed = nfc(text)
        words = self._setting.cut(composed)
        entities = name_entities(words, self._gazetteer) + pattern_entities(composed)

        def rank(start: int, end: int) -> Ranking:
            return self._model.rank(features(word.lemma for word in words[start:end]))

        whole = rank(0, len(words))
        asked = two_questions(composed, words, whole, rank) or ()
        return {
            **parse_of(composed, whole),
            "entities": entities,
            "spelled": " ".join(word.lemma for word in words),
            "questions": [
                {
                    "start": words[part.start].start,
                    "end": words[part.end - 1].end,
                    "spelled": " ".join(word.lemma for word in words[part.start : part.end]),
                    "intent_ranking": listed(part.ranking),
                }
                for part in asked
            ],
        }

    def _features(self, text: str) -> Features:
        return features(word.lemma for word in self._setting.cut(nfc(text)))


class TfIdfSvm:
    """Words and pairs of words as they are typed."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        self._machine = LinearSVC()

    def train(self, examples: Sequence[Example]) -> None:
        matrix = self._words.fit_transform([nfc(example.text) for example in examples])
        self._machine.fit(matrix, [example.intent for example in examples])

    def parse(self, text: str) -> Parse:
        margins = self._machine.decision_function(self._words.transform([nfc(text)]))[0]
        chances = softmax(5 * margins)
        pairs = zip(self._machine.classes_.tolist(), chances.tolist(), strict=True)
        ranking = sorted(pairs, key=lambda pair: -pair[1])
        return parse_of(nfc(text), ranking)


def listed(ranking: Ranking) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": chance} for name, chance in ranking[:LISTED]]


def parse_of(text: str, ranking: Ranking) -> Parse:
    best = listed(ranking)
    return {"text": text, "intent": best[0], "intent_ranking": best, "entities": []}


def measured(pipeline: Pipeline | TfIdfSvm, examples: Sequence[Example], texts: list[str]) -> Any:
    began = time.perf_counter()
    pipeline.train(examples)
    trained = time.perf_counter() - began
    parses, times = {}, []
    for text in texts:
        began = time.perf_counter()
        parses[text] = pipeline.parse(text)
        times.append((time.perf_counter() - began) * 1000)
    return {
        "parses": parses,
        "training_seconds": trained,
        "parse_ms_p50": statistics.median(times),
        "parse_ms_p95": statistics.quantiles(times, n=20)[-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, required=True, help="a JSON list of texts")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    texts = json.loads(options.messages.read_text(encoding="utf-8"))
    gazetteer = Gazetteer(json.loads((HERE / "build" / "gazetteer.json").read_bytes()))
    examples = load_examples()
    pipelines: dict[str, Pipeline | TfIdfSvm] = {
        name: Pipeline(setting, gazetteer) for name, setting in SETTINGS.items()
    }
    pipelines["TF-IDF + SVM"] = TfIdfSvm()
    found = {}
    for name, pipeline in pipelines.items():
        print(name, flush=True)
        found[name] = measured(pipeline, examples, texts)
    options.out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
