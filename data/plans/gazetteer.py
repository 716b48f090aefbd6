"""The names that stand in the plans, for the understanding to recognise.

Compiled before training: whoever adds a plan file adds its names, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from data.plans.schema import Plan
from data.plans.vocabulary import Vocabulary

Gazetteer = dict[str, dict[str, list[str]]]


def compile_gazetteer(plans: Iterable[Plan], vocabulary: Vocabulary) -> Gazetteer:
    """Entity kind → id → the names people use for it, all of them lower case.

    Kinds: field, subject, movement, unit, locality, report (any dated thing of a plan).
    The same name may stand under several ids: which one is meant depends on the plan.
    """
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for term in vocabulary.fields.values():
        names["field"][term.id].update((term.name, *term.aliases))
    for term in vocabulary.subjects.values():
        names["subject"][term.id].update((term.name, *term.aliases))
    for plan in plans:
        place = plan.locality
        bare = place.name.removeprefix(place.level).strip()
        names["locality"][place.slug].update(
            (place.name, bare, bare.replace(" ", ""), *place.aliases)
        )
        for group in plan.criteria.groups:
            names[group.kind][group.id].update((group.title, *group.aliases))
        for unit in plan.units:
            spelled = (unit.name, *unit.aliases)
            names["unit"][unit.id].update(name for name in spelled if " " in name)
        for deadline in plan.deadlines:
            names["report"][deadline.id].update((deadline.title, *deadline.aliases))
    return {
        kind: {
            key: sorted({value.lower() for value in values}) for key, values in sorted(ids.items())
        }
        for kind, ids in sorted(names.items())
    }
