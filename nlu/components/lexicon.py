"""What is compiled from the plans and the thesaurus before training (`build/gazetteer.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .names import Gazetteer
from .words import Word

Concept = tuple[str, int]


class Lexicon:
    """`names`: what the plans name. Concepts: ways of saying the same, whichever plan it is."""

    def __init__(self, source: bytes) -> None:
        compiled = json.loads(source)
        self.names = Gazetteer(compiled["names"])
        self._concepts = Gazetteer({"concept": compiled["concepts"]}, slips=False)

    def concepts_of(self, words: Iterable[Word]) -> list[Concept]:
        """Concepts with the place in the text where each is spoken of."""
        return [
            (concept, said.start) for said in self._concepts.find(words) for concept in said.values
        ]
