"""Which unit (*đơn vị*) of a plan a message is about."""

from __future__ import annotations

from actions.answers import Question, names
from actions.folding import phrase, words
from actions.matching import Candidate, best, rank
from data.plans.schema import Unit

NEARLY = 0.8  # share of a message's telling words that a unit's name explains


def units_meant(question: Question) -> list[Unit]:
    """Units of the plan that the message names, the longest name first.

    The same everyday name may mean different units in different plans; here only this plan's
    count. A name within a longer one that was found ("xã" in "hội nông dân xã") does not.
    """
    if unit := question.turn.arguments.get("unit"):
        return [each for each in question.plan.units if each.id == unit]
    own = set(words(question.plan.locality.name))
    said = f" {' '.join(words(question.text))} "
    found: list[tuple[int, int, Unit]] = []
    for unit_ in question.plan.units:
        for name in (unit_.name, *unit_.aliases):
            told = " ".join(words(name))
            at = said.find(f" {told} ") if told and set(told.split()) - own else -1
            if at >= 0:
                found.append((at, at + len(told) + 1, unit_))
    found.sort(key=lambda each: each[0] - each[1])
    taken: list[tuple[int, int]] = []
    result: dict[str, Unit] = {}
    for start, end, unit_ in found:
        if any(start < other[1] and other[0] < end and (start, end) != other for other in taken):
            continue
        taken.append((start, end))
        result.setdefault(unit_.id, unit_)
    if result:
        return list(result.values())
    if close := _nearly_named(question):
        return close
    text = phrase(question.text)
    carried = {
        value
        for entity in question.understanding.of("unit")
        if phrase(entity.text) not in text  # named in an earlier message
        for value in (entity.values or (entity.value,))
    }
    return [each for each in question.plan.units if each.id in carried]


def _nearly_named(question: Question) -> list[Unit]:
    """The unit most of whose name stands in the message: "trung tâm văn hóa thể thao du lịch"."""
    candidates = [
        Candidate(unit, (unit.name, *unit.aliases)) for unit in question.plan.units if unit.name
    ]
    return best(rank(question.text, candidates, skip=names(question.plan)), floor=NEARLY)[:1]
