"""Whether the extractors find what people marked in the training examples.

Those marks are not learnt from (names come from the plans, dates from rules), so they are a test.
"""

from __future__ import annotations

from collections import Counter

import pytest
from components.names import Gazetteer
from components.normalise import nfc
from components.reading import name_entities, pattern_entities
from components.words import cut
from corpus import load_examples

from bot.settings import ROOT
from data.plans.gazetteer import compile_gazetteer
from data.plans.loader import load_plan
from data.plans.vocabulary import load_vocabulary

# Share of the marked spans that a find of the same kind overlaps. What is missing is mostly what
# no plan names: a body without duties, a report that nobody asks for.
FLOORS = {
    "locality": 0.98,
    "field": 0.92,
    "movement": 0.92,
    "date": 0.85,
    "subject": 0.8,
    "code": 0.7,
    "unit": 0.7,
    "report": 0.82,
}


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    plans = [load_plan(path) for path in sorted((ROOT / "data" / "plans").glob("*.yaml"))]
    gazetteer = Gazetteer(compile_gazetteer(plans, load_vocabulary()))
    marked, hits = Counter[str](), Counter[str]()
    for example in load_examples():
        if not example.named:
            continue
        text = nfc(example.text)
        entities = name_entities(cut(text), gazetteer) + pattern_entities(text)
        for named in example.named:
            marked[named.kind] += 1
            hits[named.kind] += any(
                entity["entity"] == named.kind
                and entity["start"] < named.end
                and named.start < entity["end"]
                for entity in entities
            )
    return {kind: hits[kind] / count for kind, count in marked.items()}


@pytest.mark.parametrize("kind", FLOORS)
def test_most_of_what_people_mark_is_found(found: dict[str, float], kind: str) -> None:
    assert found[kind] >= FLOORS[kind]
