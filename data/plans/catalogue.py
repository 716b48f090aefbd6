"""All plans that are known, by locality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from data.plans.loader import PLANS, load_plan
from data.plans.schema import Plan
from data.plans.vocabulary import Vocabulary, load_vocabulary


class Catalogue:
    def __init__(self, plans: Iterable[Plan], vocabulary: Vocabulary) -> None:
        self._plans = {plan.locality.slug: plan for plan in plans}
        self.vocabulary = vocabulary

    def get(self, slug: str | None) -> Plan | None:
        return self._plans.get(slug) if slug else None

    def __iter__(self) -> Iterator[Plan]:
        return iter(self._plans.values())

    def __len__(self) -> int:
        return len(self._plans)


@cache
def load_catalogue(folder: Path = PLANS) -> Catalogue:
    """Every `*.yaml` of the folder.

    Raises:
        PlanError: with file, line and what was expected.
    """
    return Catalogue((load_plan(path) for path in sorted(folder.glob("*.yaml"))), load_vocabulary())
