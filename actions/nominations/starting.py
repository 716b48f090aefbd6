"""Begins a nomination, or asks what is to become of the one that is open."""

from __future__ import annotations

from dataclasses import replace

from actions.forms import engine, standing
from actions.forms.standing import Step
from actions.nominations import texts
from actions.nominations.asking import offer, say, show
from actions.nominations.drafts import (
    about,
    drafts,
    new_draft,
    open_draft,
    perhaps_child,
    scene_of_turn,
)
from actions.nominations.extraction import read_facts
from actions.nominations.form import FORM
from actions.nominations.phones import find_phone
from actions.registry import on_intent, on_payload, payload
from actions.reply import Choice
from actions.state import Draft
from actions.turn import Outcome, Turn
from data import nominations

START = Choice(title=texts.START, payload=payload("nomination", do="start"))


@on_intent("nominate")
async def nominate(turn: Turn) -> Outcome:
    facts = read_facts(turn.text, scene_of_turn(turn))
    opened = drafts(turn.state)
    if not opened or (turn.state.draft is None and "name" in facts):
        return await start(turn, turn.text)
    state = turn.state
    if state.draft:
        aside = turn.text if facts else None
        state = open_draft(state, state.draft.model_copy(update={"aside": aside}))
    text = texts.OFFER_NEW.format(about(opened[0]))
    return Outcome((offer(state, text, new=True),), state)


async def start(turn: Turn, text: str | None) -> Outcome:
    """A new draft, with what `text` tells already; an open one is parked."""
    sent = await nominations.count_today(turn.db, turn.person, turn.now)
    if sent >= turn.limits.nominations_per_day:
        return Outcome((say(texts.DAILY_LIMIT.format(sent)),), turn.state)
    many = len(drafts(turn.state))
    if many >= turn.limits.open_drafts:
        said = texts.TOO_MANY_DRAFTS.format(many, turn.limits.open_drafts)
        return Outcome((offer(turn.state, said, new=False),), turn.state)
    scene = scene_of_turn(turn)
    draft = new_draft(turn.now)
    step = _first(draft, turn, text) if text else standing.proceed(FORM, draft, scene)
    state = turn.state
    if state.draft:
        state = open_draft(state, state.draft.model_copy(update={"aside": None}))
    notice = texts.NOTICE
    if text and find_phone(text):
        notice = f"{texts.NOTICE}\n{texts.PHONE_LATER}"
    return Outcome((say(notice), show(step, scene)), open_draft(state, step.draft))


def _first(draft: Draft, turn: Turn, text: str) -> Step:
    scene = scene_of_turn(turn)
    if len(text) > turn.limits.message_characters:
        said = texts.TOO_LONG.format(len(text), turn.limits.message_characters)
        return standing.proceed(FORM, draft, scene, said)
    facts = read_facts(text, scene)
    if not facts:
        return standing.proceed(FORM, draft, scene)
    step = engine.take(FORM, draft, scene, facts, "")
    child = (texts.CHILD,) if perhaps_child(step.draft) else ()
    return replace(step, said=(*step.said, *child))


@on_payload("nomination")
async def tap(turn: Turn) -> Outcome:
    """Buttons about nominations as such: start one, see them, take one back."""
    from actions.nominations import status, withdrawal

    match turn.arguments.get("do"):
        case "status":
            return await status.nomination_status(turn)
        case "withdraw" | "withdraw-yes" | "withdraw-no":
            return await withdrawal.tapped(turn)
    return await nominate(turn)


@on_intent("nomination_help")
async def nomination_help(turn: Turn) -> Outcome:
    choices = () if turn.state.draft else (START,)
    return Outcome((say(texts.HELP, choices=choices),), turn.state)
