"""Shows a step of the form: what was said, the question, its choices."""

from __future__ import annotations

from actions.forms import standing
from actions.forms.form import Option, Scene, Slot
from actions.forms.standing import Step
from actions.nominations import texts
from actions.nominations.drafts import about, drafts, short_name
from actions.nominations.form import FORM
from actions.registry import payload
from actions.reply import Choice, Reply
from actions.state import Draft, State


def do(what: str, **arguments: str) -> str:
    return payload("form", do=what, **arguments)


SKIP = Choice(title=texts.SKIP, payload=do("skip"))
DROP = Choice(title=texts.DROP, payload=do("cancel"))


def say(*lines: str, choices: tuple[Choice, ...] = ()) -> Reply:
    return Reply(
        text="\n".join(line for line in lines if line), topic="nomination", choices=choices
    )


def show(step: Step, scene: Scene) -> Reply:
    """The reply for a step that goes on (not for one that ends the form)."""
    draft = step.draft
    scene = standing.scene_of(FORM, draft, scene)
    said = (*step.said, _how_to_correct(step))
    if step.stage == "review" and step.brief:
        return say(*said, choices=_review_choices(draft))
    if step.stage == "paused":
        resume = Choice(title=texts.CONTINUE, payload=do("resume"))
        return say(*said, texts.PAUSED.format(about(draft)), choices=(resume, DROP))
    if step.stage == "restarting":
        resume = Choice(title=texts.CONTINUE, payload=do("resume"))
        anew = Choice(title=texts.RESTART_YES, payload=do("restart", draft=draft.id))
        return say(*said, texts.RESTART, choices=(anew, resume))
    if step.stage == "review":
        return say(*said, *review(draft, scene), choices=_review_choices(draft))
    if step.stage == "fields":
        return say(*(step.said or (texts.WHICH_FIELD,)), choices=_field_choices(draft, scene))
    if step.stage == "cancelling":
        keep = Choice(title=texts.CONTINUE, payload=do("resume"))
        drop = Choice(title=texts.DROP_IT, payload=do("abandon", draft=draft.id))
        return say(*said, texts.CANCEL, choices=(drop, keep))
    slot = FORM.slot(draft.asking)
    if slot is None:
        raise ValueError(f"a question about nothing: {draft.asking!r}")
    # A reader that asks for a little more has just asked: not twice in one reply.
    question = "" if slot.name in draft.asked_more and step.said else slot.question(scene)
    return say(*said, question, choices=question_choices(slot, draft, scene, step.every_option))


def _how_to_correct(step: Step) -> str:
    noted = [line for line in step.said if line.startswith(texts.NOTED.split(" – ", 1)[0])]
    return texts.NOTED_CORRECTABLE if len(noted) > 1 else ""


def review(draft: Draft, scene: Scene) -> tuple[str, ...]:
    given = standing.answers(FORM, draft, scene)
    lines = [
        f"{number}. {slot.label}: "
        + (slot.show(given[slot.name], scene) if slot.name in given else texts.EMPTY)
        for number, slot in enumerate(standing.fields(FORM, draft, scene), start=1)
    ]
    child = (texts.CHILD_END,) if given.get("under_16") in ("yes", "unknown") else ()
    return (texts.REVIEW, *lines, *child, texts.REVIEW_END)


def _review_choices(draft: Draft) -> tuple[Choice, ...]:
    send = Choice(title=texts.SEND, payload=do("confirm", draft=draft.id))
    return (send, Choice(title=texts.EDIT, payload=do("edit")), DROP)


def _field_choices(draft: Draft, scene: Scene) -> tuple[Choice, ...]:
    """In the order and with the numbers of the summary."""
    return tuple(
        Choice(title=f"{number}. {slot.label}", payload=do("edit", slot=slot.name))
        for number, slot in enumerate(standing.fields(FORM, draft, scene), start=1)
    )


def question_choices(
    slot: Slot, draft: Draft, scene: Scene, every_option: bool = False
) -> tuple[Choice, ...]:
    options = slot.options(scene)
    suggested = () if every_option else slot.suggested(scene)
    choices = [_tap(slot, option) for option in suggested or options]
    if suggested:
        choices.append(Choice(title=texts.FIELD_ALL, payload=do("all")))
    value = draft.values.get(slot.name)
    if value is not None and slot.name not in draft.asked_more:
        shown = slot.show(str(value), scene)
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        choices.append(Choice(title=texts.KEEP.format(shown), payload=do("keep")))
        if slot.optional:
            choices.append(Choice(title=texts.LEAVE_EMPTY, payload=do("clear")))
    elif slot.optional:
        choices.append(SKIP)
    return tuple(choices)


def _tap(slot: Slot, option: Option) -> Choice:
    return Choice(title=option.title, payload=payload("form", slot=slot.name, value=option.value))


def offer(state: State, text: str, *, new: bool) -> Reply:
    """The drafts there are to go on with, and perhaps a new one."""
    choices = [
        Choice(
            title=texts.CONTINUE_OPEN.format(short_name(draft)),
            payload=do("resume", draft=draft.id),
        )
        for draft in drafts(state)
    ]
    if new:
        choices.append(Choice(title=texts.NEW, payload=do("new")))
    else:
        choices += [
            Choice(
                title=texts.DROP_OPEN.format(short_name(draft)),
                payload=do("cancel", draft=draft.id),
            )
            for draft in drafts(state)
        ]
    return say(text, choices=tuple(choices))


def offer_to_resume(draft: Draft) -> Reply:
    return say(
        texts.OFFER_RESUME.format(about(draft)),
        choices=(
            Choice(title=texts.CONTINUE, payload=do("resume", draft=draft.id)),
            Choice(title=texts.NEW, payload=do("new")),
            DROP,
        ),
    )
