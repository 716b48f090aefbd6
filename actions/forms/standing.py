"""Where a form stands: what was answered, what is open, which step comes next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from actions.forms.form import Form, Scene, Slot
from actions.state import Draft

Stage = Literal[
    "question", "review", "fields", "cancelling", "abandoned", "confirmed", "restarting", "paused"
]


@dataclass(frozen=True)
class Step:
    """What comes next: the draft, what is said first, and what is asked then."""

    draft: Draft
    stage: Stage
    said: tuple[str, ...] = ()
    every_option: bool = False
    brief: bool = False  # the summary was just shown: not again


def scene_of(form: Form, draft: Draft, scene: Scene) -> Scene:
    """The scene with the answers given so far, and with what follows from them."""
    scene = replace(scene, values=dict(draft.values), again=draft.asking in draft.asked_more)
    for slot in form.slots:
        if slot.name not in scene.values and (value := slot.derive(scene)) is not None:
            scene = replace(scene, values={**scene.values, slot.name: value})
    return scene


def fields(form: Form, draft: Draft, scene: Scene) -> tuple[Slot, ...]:
    """The slots that count for these answers, as the summary numbers them."""
    scene = scene_of(form, draft, scene)
    return tuple(slot for slot in form.slots if slot.when(scene))


def answers(form: Form, draft: Draft, scene: Scene) -> Mapping[str, str]:
    """What was answered and still counts (an answer whose condition no longer holds does not)."""
    values = scene_of(form, draft, scene).values
    return {
        slot.name: values[slot.name] for slot in fields(form, draft, scene) if slot.name in values
    }


def open_slots(form: Form, draft: Draft, scene: Scene) -> tuple[Slot, ...]:
    given = answers(form, draft, scene)
    return tuple(
        slot
        for slot in fields(form, draft, scene)
        if slot.name in draft.asked_more
        or (slot.name not in given and slot.name not in draft.skipped)
    )


def proceed(form: Form, draft: Draft, scene: Scene, *said: str) -> Step:
    """On to the first open question, or to the review."""
    still = open_slots(form, draft, scene)
    draft = draft.model_copy(
        update={"asking": still[0].name if still else None, "cancelling": False}
    )
    return Step(draft, "question" if still else "review", said)


def current(form: Form, draft: Draft, scene: Scene, *said: str) -> Step:
    """The question that stands, again."""
    draft = draft.model_copy(update={"cancelling": False})
    slot = form.slot(draft.asking)
    if slot and slot in fields(form, draft, scene):
        return Step(draft, "question", said)
    return proceed(form, draft, scene, *said)


def put(draft: Draft, slot: Slot, value: str) -> Draft:
    values = {
        name: kept
        for name, kept in draft.values.items()
        if name not in slot.forgets or draft.values.get(slot.name) in (None, value)
    }
    return draft.model_copy(
        update={
            "values": {**values, slot.name: value},
            "skipped": tuple(name for name in draft.skipped if name != slot.name),
            "asked_more": tuple(name for name in draft.asked_more if name != slot.name),
        }
    )
