"""Linear model over words and letters: small and quick. Knows nothing of Rasa.

A message is a bag of terms of four families (`features.Features.terms`). Each family is weighted
by rarity and brought to length one, so that none drowns the others. One support vector machine an
intent gives margins; softmax at a temperature fitted on held-back examples makes them chances.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.model_selection import GroupShuffleSplit
from sklearn.svm import LinearSVC

from .features import FAMILIES, Features

Ranking = list[tuple[str, float]]
_SPLIT = GroupShuffleSplit(1, test_size=0.15, random_state=1)
_SHARPEST, _DULLEST = 20.0, 0.5
_RARE = 2  # terms seen in fewer messages teach nothing that carries over


class IntentModel:
    """`families`: kinds of terms that are learned from; all but in a comparison."""

    def __init__(self, strength: float = 0.5, families: Sequence[str] = FAMILIES) -> None:
        self._strength = strength
        self._learned = families
        self._families: dict[str, _Family] = {}
        self._intents: list[str] = []
        self._weights: dict[str, float] = {}
        self._coefficients = np.zeros((0, 0), dtype=np.float32)  # a row a term, a column an intent
        self._intercept = np.zeros(0, dtype=np.float32)
        self.sharpness = 5.0  # one over the temperature

    def fit(
        self, examples: Sequence[Features], intents: Sequence[str], groups: Sequence[int] = ()
    ) -> None:
        """`groups`: spellings of one example share a number; with them chances are calibrated."""
        bags = [example.terms() for example in examples]
        # Rare intents count for more, but not so much that what is out of scope gets lost.
        sizes = Counter(intents)
        self._weights = {i: (len(intents) / len(sizes) / n) ** 0.5 for i, n in sizes.items()}
        self._families = {}
        width = 0
        for family in self._learned:
            self._families[family] = _Family((bag[family] for bag in bags), width)
            width += len(self._families[family].columns)
        matrix = self._matrix(bags, width)
        meant = np.asarray(intents)
        self._intents = sorted(sizes)
        # One after the other: liblinear's random numbers are one row for the whole process.
        machine = self._machine().fit(matrix, meant)
        if len(groups):
            self.sharpness = self._calibrated(matrix, meant, np.asarray(groups))
        self._coefficients = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        self._intercept = machine.intercept_.astype(np.float32)

    def rank(self, message: Features) -> Ranking:
        """Every intent with its probability, the likeliest first."""
        columns, values = self._row(message.terms())
        margins = values @ self._coefficients[columns] + self._intercept
        chances = softmax(self.sharpness * margins)
        order = np.argsort(-chances)
        return [(self._intents[at], float(chances[at])) for at in order]

    def rank_all(self, messages: Iterable[Features]) -> list[Ranking]:
        return [self.rank(message) for message in messages]

    def save(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self))

    @staticmethod
    def load(path: Path) -> IntentModel:
        """From a model file of our own making; a pickle of strangers must never come here."""
        model = pickle.loads(path.read_bytes())
        assert isinstance(model, IntentModel)
        return model

    def _machine(self) -> LinearSVC:
        return LinearSVC(C=self._strength, class_weight=self._weights, random_state=1)

    def _calibrated(
        self, matrix: csr_matrix, meant: NDArray[np.str_], groups: NDArray[np.int_]
    ) -> float:
        """The sharpness under which held-back examples were likeliest (temperature scaling)."""
        place = {intent: at for at, intent in enumerate(self._intents)}
        truth = np.array([place[intent] for intent in meant])
        known, held = next(_SPLIT.split(matrix, meant, groups))
        machine = self._machine().fit(matrix[known], meant[known])
        truth = truth[held]
        margins = np.full((len(held), len(self._intents)), -1.0)
        seen = [place[intent] for intent in machine.classes_]
        margins[:, seen] = machine.decision_function(matrix[held])

        def surprise(sharpness: float) -> float:
            chances = log_softmax(sharpness * margins, axis=1)
            return -float(chances[np.arange(len(truth)), truth].mean())

        best = minimize_scalar(surprise, bounds=(_DULLEST, _SHARPEST), method="bounded")
        return float(best.x)

    def _matrix(self, bags: Sequence[dict[str, list[str]]], width: int) -> csr_matrix:
        rows = [self._row(bag) for bag in bags]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        return csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([columns for columns, _ in rows]),
                ends,
            ),
            shape=(len(rows), width),
        )

    def _row(self, bag: dict[str, list[str]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        columns: list[int] = []
        values: list[float] = []
        for name, family in self._families.items():
            family.weigh(bag[name], columns, values)
        return np.asarray(columns, dtype=np.int64), np.asarray(values, dtype=np.float64)


class _Family:
    """Terms of one kind: where each stands in the matrix, and how rare it is."""

    def __init__(self, bags: Iterable[Sequence[str]], first: int) -> None:
        spread: Counter[str] = Counter()
        size = 0
        for bag in bags:
            size += 1
            spread.update(set(bag))
        kept = sorted(term for term, times in spread.items() if times >= _RARE)
        self.columns = {term: first + at for at, term in enumerate(kept)}
        rarity = np.log((1 + size) / (1 + np.array([spread[term] for term in kept]))) + 1
        self._rarity = dict(zip(kept, rarity.tolist(), strict=True))

    def weigh(self, terms: Iterable[str], columns: list[int], values: list[float]) -> None:
        """Appends the columns and weights of the known terms, together of length one."""
        known = Counter(term for term in terms if term in self.columns)
        weights = [
            (1 + np.log(times)) * self._rarity[term] if times > 1 else self._rarity[term]
            for term, times in known.items()
        ]
        length = sum(weight * weight for weight in weights) ** 0.5
        columns += [self.columns[term] for term in known]
        values += [weight / length for weight in weights]
