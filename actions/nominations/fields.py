"""Which field (*lĩnh vực*) a deed is about, guessed by the words plans and people use for it."""

from __future__ import annotations

from actions.folding import phrase
from actions.forms.form import Option, Reading, Refused, Scene, Taken
from actions.forms.options import read_option
from actions.forms.words import read_certainty
from actions.nominations import texts

UNKNOWN = Option(
    "unknown",
    texts.FIELD_UNKNOWN,
    ("unknown", "khong ro", "khong biet", "khac", "linh vuc khac", "ko ro"),
)
MOST_SUGGESTED = 3


def all_fields(scene: Scene) -> tuple[Option, ...]:
    """The vocabulary's fields with the plan's own words for them, then "not clear"."""
    plan = scene.plans.get(scene.values.get("locality") or scene.locality)
    groups = {group.id: group for group in plan.criteria.groups} if plan else {}
    options = []
    for term in scene.plans.vocabulary.fields.values():
        group = groups.get(term.id)
        named = (*term.aliases, *term.deeds, *((group.title, *group.aliases) if group else ()))
        words = (term.id, *(phrase(name) for name in named))
        options.append(Option(term.id, term.name, tuple(dict.fromkeys(words))))
    for group in groups.values():
        if group.kind == "field" and group.id not in scene.plans.vocabulary.fields:
            words = (group.id, *(phrase(name) for name in group.aliases))
            options.append(Option(group.id, group.title, words))
    return (*options, UNKNOWN)


def suggested_fields(scene: Scene) -> tuple[Option, ...]:
    """Best first. A longer phrase found in the deed says more than a short one."""
    deed = f" {phrase(scene.values.get('deed', ''))} "
    scores = {
        option: sum(
            name.count(" ") + 1
            for name in {phrase(option.title), *option.words}
            if name and f" {name} " in deed
        )
        for option in all_fields(scene)
        if option is not UNKNOWN
    }
    best = sorted((option for option in scores if scores[option]), key=lambda each: -scores[each])
    return tuple(best[:MOST_SUGGESTED])


def field_question(scene: Scene) -> str:
    best = suggested_fields(scene)
    return texts.FIELD_SUGGESTED.format(best[0].title) if best else texts.FIELD


def read_field(text: str, scene: Scene) -> Reading:
    suggested = suggested_fields(scene)
    certainty = read_certainty(text)
    if certainty == "yes" and suggested:
        return Taken(suggested[0].value)
    if certainty == "unknown":
        return Taken(UNKNOWN.value)
    option = read_option(text, (*suggested, UNKNOWN) if suggested else all_fields(scene))
    option = option or read_option(text, all_fields(scene))
    return Taken(option.value) if option else Refused(texts.FIELD_UNCLEAR)


def field_name(value: str, scene: Scene) -> str:
    return next((each.title for each in all_fields(scene) if each.value == value), value)
