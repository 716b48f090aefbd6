"""Runs a form: pure steps from a draft and a message to the next draft and what to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.forms.corrections import Correction, read_correction
from actions.forms.form import Form, Refused, Scene, Slot, Taken
from actions.forms.labels import read_labelled
from actions.forms.questions import is_question, without_request
from actions.forms.repair import Repair, find_repair
from actions.forms.standing import (
    Step,
    answers,
    current,
    fields,
    open_slots,
    proceed,
    put,
    scene_of,
)
from actions.forms.words import Move, read_certainty, read_move
from actions.state import Draft

RESTART = "restart"  # in `asked_more`: whether to begin anew was just asked
LEAVING = ("cancel", "pause", "restart")
LONG = 7  # words: an answer that long may tell more than was asked


def answer(form: Form, draft: Draft, scene: Scene, text: str) -> Step:
    """One message of the person, while the form is open."""
    if len(text) > form.longest:
        return current(form, draft, scene, form.phrases.too_long.format(len(text), form.longest))
    if draft.cancelling:
        certainty, asked = read_certainty(text), read_move(text)
        again = RESTART in draft.asked_more
        if not is_question(text) and (
            certainty == "yes" or asked == ("restart" if again else "cancel")
        ):
            return restart(form, draft, scene) if again else Step(draft, "abandoned")
        draft = _undecided(draft)
        if certainty == "no" or asked in ("resume", "keep", "back"):
            return current(form, draft, scene, form.phrases.kept)
    scene = scene_of(form, draft, scene)
    slot = form.slot(draft.asking)
    asked = read_move(text)
    if asked in LEAVING and (slot is None or read_certainty(text) != "yes"):
        return move(form, draft, scene, asked)
    if is_question(text) and asked != "help":
        return _to_asking(form, draft, scene, text)
    if slot and slot.options(scene):
        reading = slot.read(text, scene)
        if isinstance(reading, Taken):
            told = _news(form, draft, scene, slot, text) if len(text.split()) >= LONG else {}
            return take(form, draft, scene, {**told, slot.name: reading.value}, text)
    if asked:
        return move(form, draft, scene, asked)
    if labelled := read_labelled(text, form):
        return take_typed(form, draft, scene, labelled)
    if (found := read_correction(text, form)) and (step := correct(form, draft, scene, found)):
        return step
    if slot is None:
        return _at_review(form, draft, scene, text)
    return _to_question(form, draft, scene, slot, text)


def _to_asking(form: Form, draft: Draft, scene: Scene, text: str) -> Step:
    """A question fills nothing; but a request may have its form ("bỏ qua được không?")."""
    request = without_request(text)
    wanted = read_move(request) or read_move(text)
    if wanted and wanted != "confirm":
        return move(form, draft, scene, wanted)
    found = read_correction(request, form) if request != text else None
    if found and (step := correct(form, draft, scene, found)):
        return step
    slot = form.slot(draft.asking)
    if slot is None:
        return Step(draft, "review", (form.phrases.asked,), brief=True)
    return current(form, draft, scene, form.phrases.asked, slot.help)


def _undecided(draft: Draft) -> Draft:
    kept = tuple(name for name in draft.asked_more if name != RESTART)
    return draft.model_copy(update={"cancelling": False, "asked_more": kept})


def restart(form: Form, draft: Draft, scene: Scene) -> Step:
    """Clears everything and asks the first question."""
    empty = {"values": {}, "skipped": (), "asked_more": (), "cancelling": False}
    return proceed(form, draft.model_copy(update=empty), scene, form.phrases.restarted)


def _at_review(form: Form, draft: Draft, scene: Scene, text: str) -> Step:
    certainty = read_certainty(text)
    if certainty == "yes":
        return Step(draft, "review", (form.phrases.press_send,), brief=True)
    if certainty == "no":
        return Step(draft, "fields", (form.phrases.not_sent_yet,))
    for slot in form.slots:
        if slot.sure(text) and not slot.when(scene) and (why := slot.unavailable(scene)):
            return Step(draft, "review", (why,))
    return Step(draft, "review", (form.phrases.review_unclear,))


def _to_question(form: Form, draft: Draft, scene: Scene, slot: Slot, text: str) -> Step:
    if slot.optional and not slot.options(scene) and read_certainty(text) in ("no", "unknown"):
        return move(form, draft, scene, "skip")
    facts = {} if slot.free else _news(form, draft, scene, slot, text)
    if slot.name in facts and len(facts) > 1:
        return take(form, draft, scene, facts, text)
    reading = slot.read(text, scene)
    if isinstance(reading, Refused):
        if facts := facts or _strays(form, draft, scene, slot, text):
            return take(form, draft, scene, facts, "")
        return current(form, draft, scene, reading.reason)
    if reading.more:
        draft = put(draft, slot, reading.value).model_copy(
            update={"asked_more": (*draft.asked_more, slot.name)}
        )
        return Step(draft, "question", (reading.more,))
    return take(form, draft, scene, {**facts, slot.name: reading.value}, text)


def _strays(form: Form, draft: Draft, scene: Scene, slot: Slot, text: str) -> dict[str, str]:
    """What a text that is no answer to the question tells that was not answered yet."""
    given = answers(form, draft, scene)
    told = form.strays(slot.name, text, scene)
    return {name: value for name, value in told.items() if name not in given}


def _news(form: Form, draft: Draft, scene: Scene, slot: Slot, text: str) -> dict[str, str]:
    """What the message tells that is asked now or was not answered yet."""
    given = answers(form, draft, scene)
    return {
        name: value
        for name, value in form.facts(text, scene).items()
        if name == slot.name or (name not in given and name not in draft.skipped)
    }


def take(form: Form, draft: Draft, scene: Scene, given: Mapping[str, str], typed: str) -> Step:
    """Puts values in, and tells what was understood when it is not just what was typed."""
    said: list[str] = []
    for slot in form.slots:
        if slot.name not in given:
            continue
        now = scene_of(form, draft, scene)
        if not slot.when(now):
            said += [why] if (why := slot.unavailable(now)) else []
            continue
        draft = put(draft, slot, given[slot.name])
        shown = slot.show(given[slot.name], scene_of(form, draft, scene))
        if len(given) > 1 or shown.strip() != typed.strip():
            said.append(form.phrases.noted.format(slot.label, shown))
    return proceed(form, draft, scene, *said)


def take_typed(form: Form, draft: Draft, scene: Scene, given: Mapping[str, str]) -> Step:
    """Reads what was typed for each field first; one that cannot be used is asked anew."""
    read: dict[str, str] = {}
    wrong: list[tuple[Slot, str]] = []
    for slot in form.slots:
        if slot.name in given:
            there = replace(scene_of(form, draft, scene), again=True)
            reading = slot.read(given[slot.name], there)
            if isinstance(reading, Taken):
                read[slot.name] = reading.value
            else:
                wrong.append((slot, reading.reason))
    step = take(form, draft, scene, read, "") if read else Step(draft, "question")
    if not wrong:
        return step
    slot, reason = wrong[0]
    now = scene_of(form, step.draft, scene)
    if not slot.when(now):
        return current(form, step.draft, scene, *step.said, slot.unavailable(now))
    asked = ask(form, step.draft, scene, slot)
    return replace(asked, said=(*step.said, reason))


def choose(form: Form, draft: Draft, scene: Scene, name: str, value: str) -> Step:
    """A tapped choice."""
    scene = scene_of(form, draft, scene)
    slot = form.slot(name)
    if slot is None or value not in {option.value for option in slot.options(scene)}:
        return current(form, draft, scene, form.phrases.not_a_choice)
    if not slot.when(scene):
        return current(
            form,
            draft,
            scene,
            slot.unavailable(scene_of(form, draft, scene)) or form.phrases.not_a_choice,
        )
    reading = slot.read(value, scene)  # some choices only explain ("nơi khác")
    if isinstance(reading, Refused):
        return current(form, draft, scene, reading.reason)
    draft = put(draft, slot, reading.value)
    shown = slot.show(reading.value, scene_of(form, draft, scene))
    return proceed(form, draft, scene, form.phrases.noted.format(slot.label, shown))


def ask(form: Form, draft: Draft, scene: Scene, slot: Slot) -> Step:
    """Asks for one field anew; its value stays until another one is given."""
    if slot not in fields(form, draft, scene):
        return current(
            form,
            draft,
            scene,
            slot.unavailable(scene_of(form, draft, scene)) or form.phrases.not_a_choice,
        )
    draft = draft.model_copy(update={"asking": slot.name, "cancelling": False})
    return Step(draft, "question")


def correct(form: Form, draft: Draft, scene: Scene, found: Correction) -> Step | None:
    """Applies a correction; None when the text was none after all."""
    numbered = fields(form, draft, scene)
    if found.number is not None:
        if not 0 < found.number <= len(numbered):
            said = form.phrases.no_such_field.format(found.number)
            return Step(draft, "fields", (said,))
        found = replace(found, slot=numbered[found.number - 1])
    if found.slot and found.new is None:
        return ask(form, draft, scene, found.slot)
    repair = find_repair(form, draft.values, scene, found, draft.asking)
    if isinstance(repair, Repair):
        return take_typed(form, draft, scene, {repair.slot.name: repair.value})
    if found.hint:
        return Step(draft, "fields", (form.phrases.which_field,))
    return None


def move(form: Form, draft: Draft, scene: Scene, asked: Move) -> Step:
    slot = form.slot(draft.asking)
    match asked:
        case "cancel":
            return Step(_undecided(draft).model_copy(update={"cancelling": True}), "cancelling")
        case "restart":
            asked_more = (*_undecided(draft).asked_more, RESTART)
            update = {"cancelling": True, "asked_more": asked_more}
            return Step(draft.model_copy(update=update), "restarting")
        case "pause":
            return Step(draft, "paused")
        case "back":
            return _back(form, draft, scene)
        case "skip":
            return _skip(form, draft, scene)
        case "confirm":
            return _confirm(form, draft, scene)
        case "edit":
            return Step(draft, "fields")
        case "help":
            return current(form, draft, scene, *((slot.help,) if slot else ()))
        case "summary" if slot is None:
            return current(form, draft, scene)
        case "summary":
            return current(form, draft, scene, *_summary(form, draft, scene))
        case "keep":
            kept = tuple(name for name in draft.asked_more if name != draft.asking)
            return proceed(form, draft.model_copy(update={"asked_more": kept}), scene)
        case "repeat" | "resume":
            return current(form, draft, scene)


def _back(form: Form, draft: Draft, scene: Scene) -> Step:
    order = fields(form, draft, scene)
    names = [slot.name for slot in order]
    at = names.index(draft.asking) if draft.asking in names else len(order)
    if at == 0:
        return current(form, draft, scene, form.phrases.first)
    return ask(form, draft, scene, order[at - 1])


def _skip(form: Form, draft: Draft, scene: Scene) -> Step:
    slot = form.slot(draft.asking)
    if slot is None:
        return proceed(form, draft, scene)
    if slot.name in answers(form, draft, scene):
        return move(form, draft, scene, "keep")
    if not slot.optional:
        said = (slot.unskipped,) if slot.unskipped else (form.phrases.required, slot.help)
        return current(form, draft, scene, *said)
    skipped = (*draft.skipped, slot.name)
    return proceed(form, draft.model_copy(update={"skipped": skipped}), scene)


def clear(form: Form, draft: Draft, scene: Scene) -> Step:
    """Leaves an optional field empty after all."""
    slot = form.slot(draft.asking)
    if slot is None or not slot.optional:
        return current(form, draft, scene)
    values = {name: value for name, value in draft.values.items() if name != slot.name}
    return _skip(form, draft.model_copy(update={"values": values}), scene)


def _confirm(form: Form, draft: Draft, scene: Scene) -> Step:
    if missing := open_slots(form, draft, scene):
        labels = ", ".join(slot.label.lower() for slot in missing if not slot.optional)
        said = (form.phrases.missing.format(labels),) if labels else ()
        return proceed(form, draft, scene, *said)
    return Step(draft, "confirmed")


def _summary(form: Form, draft: Draft, scene: Scene) -> tuple[str, ...]:
    scene = scene_of(form, draft, scene)
    given = answers(form, draft, scene)
    if not given:
        return (form.phrases.nothing_yet,)
    return tuple(
        f"{number}. {slot.label}: "
        + (slot.show(given[slot.name], scene) if slot.name in given else form.phrases.not_yet)
        for number, slot in enumerate(fields(form, draft, scene), start=1)
    )


def is_answer(form: Form, draft: Draft, scene: Scene, text: str) -> bool:
    """Whether the text is surely meant for the form: a move, a correction, a choice."""
    slot = form.slot(draft.asking)
    if read_move(text) or read_labelled(text, form) or read_correction(text, form):
        return True
    return bool(slot and slot.options(scene) and isinstance(slot.read(text, scene), Taken))
