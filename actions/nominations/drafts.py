"""The open draft of a conversation and the parked ones: begin, park, continue, drop. Pure."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from actions.forms.form import Scene
from actions.nominations import texts
from actions.nominations.phones import mask_phones
from actions.state import Draft, State
from actions.turn import Turn

FORGOTTEN_AFTER = dt.timedelta(hours=12)  # then a message may not be meant for the form


def scene_of_turn(turn: Turn) -> Scene:
    return Scene(today=turn.today, plans=turn.plans, locality=turn.state.locality)


def new_draft(now: dt.datetime) -> Draft:
    return Draft(id=uuid4().hex[:6], started_at=now, touched_at=now)


def about(draft: Draft) -> str:
    """ "về Trần Văn Bình", for a sentence."""
    name = draft.values.get("name")
    return texts.ABOUT.format(mask_phones(str(name))) if name else f"({texts.UNNAMED})"


def short_name(draft: Draft) -> str:
    name = mask_phones(str(draft.values.get("name") or texts.UNNAMED))
    return name if len(name) <= 30 else f"{name[:29]}…"


def drafts(state: State) -> tuple[Draft, ...]:
    return ((state.draft,) if state.draft else ()) + state.parked


def find_draft(state: State, draft_id: str | None) -> Draft | None:
    return next((draft for draft in drafts(state) if draft.id == draft_id), None)


def open_draft(state: State, draft: Draft) -> State:
    """Makes it the open one; another open one is parked, whole."""
    others = tuple(each for each in drafts(state) if each.id != draft.id)
    return state.model_copy(update={"draft": draft, "parked": others})


def drop_draft(state: State, draft_id: str) -> State:
    kept = tuple(each for each in state.parked if each.id != draft_id)
    opened = state.draft if state.draft and state.draft.id != draft_id else None
    return state.model_copy(update={"draft": opened, "parked": kept})


def is_stale(draft: Draft, now: dt.datetime) -> bool:
    return now - draft.touched_at > FORGOTTEN_AFTER


def perhaps_child(draft: Draft) -> bool:
    values = draft.values
    return values.get("kind") == "person" and values.get("under_16") in ("yes", "unknown")
