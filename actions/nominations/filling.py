"""The open form meets a message: an answer, a tap, or something else first."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from actions.folding import phrase
from actions.forms import engine, standing
from actions.forms.form import Form, Scene
from actions.forms.standing import Step
from actions.nominations import texts
from actions.nominations.asking import offer, offer_to_resume, say, show
from actions.nominations.digression import SURE, is_something_else
from actions.nominations.drafts import (
    about,
    drop_draft,
    find_draft,
    is_stale,
    open_draft,
    perhaps_child,
    scene_of_turn,
)
from actions.nominations.extraction import begins_nomination, read_facts
from actions.nominations.form import FORM
from actions.nominations.starting import START, start
from actions.nominations.submitting import submit
from actions.registry import on_payload
from actions.reply import Reply
from actions.state import Draft, State
from actions.turn import Outcome, Turn
from data import photos
from data.plans.catalogue import Catalogue, load_catalogue

ANOTHER = ("nguoi khac", "nguoi nua", "them nguoi", "them mot", "ban moi", "de cu moi")


async def fill(turn: Turn) -> Outcome | None:
    """Takes a text while a draft is open; None: it is about something else, the draft waits."""
    draft = turn.state.draft
    if draft is None:
        return None
    scene = standing.scene_of(FORM, draft, scene_of_turn(turn))
    slot = FORM.slot(draft.asking)
    too_long = len(turn.text) > turn.limits.message_characters
    elsewhere = not too_long and is_something_else(turn.text, turn.understanding, slot, scene)
    if is_stale(draft, turn.now) and not too_long:
        greeted = turn.understanding.intent == "greet" and turn.understanding.confidence >= SURE
        certain = slot.sure(turn.text) if slot else False
        if greeted or not (elsewhere or certain or engine.is_answer(FORM, draft, scene, turn.text)):
            touched = draft.model_copy(update={"touched_at": turn.now})
            return Outcome((offer_to_resume(touched),), open_draft(turn.state, touched))
    if elsewhere:
        return None
    if not too_long and _begins_another(turn, draft):
        aside = draft.model_copy(update={"aside": turn.text, "touched_at": turn.now})
        state = open_draft(turn.state, aside)
        text = texts.OFFER_NEW.format(about(draft))
        return Outcome((offer(state, text, new=True),), state)
    return await finish(turn, engine.answer(form_of(turn), draft, scene_of_turn(turn), turn.text))


def form_of(turn: Turn) -> Form:
    return replace(FORM, longest=turn.limits.message_characters)


def _begins_another(turn: Turn, draft: Draft) -> bool:
    """Somebody else is introduced while this draft is open: the two must not mix."""
    understood = turn.understanding
    if understood.intent != "nominate" or understood.confidence < SURE:
        return False
    if FORM.slot(draft.asking) and draft.asking == "deed" and not begins_nomination(turn.text):
        return False
    if any(f" {words} " in f" {phrase(turn.text)} " for words in ANOTHER):
        return True
    facts = read_facts(turn.text, scene_of_turn(turn))
    named, mine = facts.get("name"), draft.values.get("name")
    if named and mine:
        return phrase(named) not in phrase(str(mine)) and phrase(str(mine)) not in phrase(named)
    return begins_nomination(turn.text) and not facts and bool(draft.values)


def ask_again(state: State, plans: Catalogue | None = None) -> Reply:
    """The question that stands, after something else was answered."""
    draft = state.draft
    if draft is None:
        raise ValueError("no draft is open")
    scene = Scene(
        today=draft.touched_at.date(), plans=plans or load_catalogue(), locality=state.locality
    )
    shown = show(standing.current(FORM, draft, scene), scene)
    return shown.model_copy(update={"text": texts.GO_ON.format(shown.text)})


@on_payload("form")
async def tap(turn: Turn) -> Outcome:
    """A button of the form: `slot` and `value`, or `do`."""
    arguments = turn.arguments
    what = arguments.get("do")
    if what == "new":
        return await start(turn, text=turn.state.draft.aside if turn.state.draft else None)
    draft = turn.state.draft
    if named := arguments.get("draft"):
        wanted = find_draft(turn.state, named)
        if wanted is None or (what == "confirm" and wanted != draft):
            text = texts.OTHER_DRAFT if draft else texts.NO_DRAFT
            return Outcome((say(text, choices=() if draft else (START,)),), turn.state)
        if draft is None or wanted.id != draft.id:
            draft = wanted
            turn = replace(turn, state=open_draft(turn.state, wanted))
    if draft is None:
        return Outcome((say(texts.NO_DRAFT, choices=(START,)),), turn.state)
    return await finish(turn, _tapped(turn, draft))


def _tapped(turn: Turn, draft: Draft) -> Step:
    scene, arguments = scene_of_turn(turn), turn.arguments
    slot = FORM.slot(arguments.get("slot"))
    match arguments.get("do"):
        case None:
            return engine.choose(
                FORM, draft, scene, arguments.get("slot", ""), arguments.get("value", "")
            )
        case "edit" if slot:
            return engine.ask(FORM, draft, scene, slot)
        case "resume" if arguments.get("draft"):
            return standing.current(FORM, draft, scene, texts.RESUMED.format(about(draft)))
        case "all":
            return replace(standing.current(FORM, draft, scene), every_option=True)
        case "clear":
            return engine.clear(FORM, draft, scene)
        case "restart" if arguments.get("draft"):
            return engine.restart(FORM, draft, scene)
        case "abandon":
            return Step(draft, "abandoned")
        case "skip" | "back" | "cancel" | "repeat" | "help" | "confirm" | "resume" | "keep" as move:
            return engine.move(FORM, draft, scene, move)
        case "summary" | "edit" as move:
            return engine.move(FORM, draft, scene, move)
    return standing.current(FORM, draft, scene, texts.NOT_A_CHOICE)


async def finish(turn: Turn, step: Step) -> Outcome:
    """Carries out what a step decided, and shows the next question."""
    before = turn.state.draft
    draft = step.draft.model_copy(update={"touched_at": turn.now, "aside": None})
    kept_photo = before.values.get("photo") if before and before.id == draft.id else None
    if step.stage != "abandoned" and kept_photo and "photo" not in draft.values:
        await photos.discard(turn.db, turn.person, UUID(kept_photo))
    if step.stage == "abandoned":
        if photo := draft.values.get("photo"):
            await photos.discard(turn.db, turn.person, UUID(photo))
        state = drop_draft(turn.state, draft.id)
        return Outcome((_after(state, texts.CANCELLED),), state)
    if before and draft.values.get("contact") != before.values.get("contact"):
        how = "words" if turn.text.strip() else "button"
        draft = draft.model_copy(update={"values": {**draft.values, "contact_how": how}})
    if step.stage == "confirmed":
        return await submit(turn.with_state(draft=draft))
    scene = scene_of_turn(turn)
    step = replace(step, draft=draft)
    if perhaps_child(draft) and not (before and perhaps_child(before)):
        step = replace(step, said=(*step.said, texts.CHILD))
    step = await _without_child_photo(turn, step)
    step = _without_refused_contact(step)
    return Outcome((show(step, scene),), open_draft(turn.state, step.draft))


async def _without_child_photo(turn: Turn, step: Step) -> Step:
    """A photo that came before it was clear that this is perhaps a child is deleted at once."""
    values = step.draft.values
    photo = FORM.slot("photo")
    scene = standing.scene_of(FORM, step.draft, scene_of_turn(turn))
    if photo is None or "photo" not in values or photo.when(scene):
        return step
    await photos.discard(turn.db, turn.person, UUID(values["photo"]))
    kept = {name: value for name, value in values.items() if name != "photo"}
    draft = step.draft.model_copy(update={"values": kept})
    return replace(step, draft=draft, said=(*step.said, texts.PHOTO_CHILD_DROPPED))


def _without_refused_contact(step: Step) -> Step:
    """Who takes the consent back has the name and the number forgotten, too."""
    values = step.draft.values
    if values.get("contact") != "no":
        return step
    kept = {name: value for name, value in values.items() if not name.startswith("nominator_")}
    return replace(step, draft=step.draft.model_copy(update={"values": kept}))


def _after(state: State, text: str) -> Reply:
    if state.parked:
        return offer(state, text, new=True)
    return say(text, choices=(START,))
