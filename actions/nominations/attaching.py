"""A photo that was stored beforehand comes to the form as `photo:id=…`."""

from __future__ import annotations

from uuid import UUID

from actions.forms import standing
from actions.nominations import texts
from actions.nominations.asking import say, show
from actions.nominations.drafts import scene_of_turn
from actions.nominations.filling import finish
from actions.nominations.form import FORM
from actions.nominations.starting import START
from actions.registry import on_payload
from actions.turn import Outcome, Turn
from data import photos


@on_payload("photo")
async def attach(turn: Turn) -> Outcome:
    draft = turn.state.draft
    photo = _uuid(turn.arguments.get("id", ""))
    found = await photos.get_own(turn.db, turn.person, photo) if photo else None
    if photo is None or found is None:
        return Outcome((say(texts.PHOTO_GONE),), turn.state)
    if draft is None:
        await photos.discard(turn.db, turn.person, photo)
        return Outcome((say(texts.PHOTO_NO_DRAFT, choices=(START,)),), turn.state)
    scene = scene_of_turn(turn)
    slot = FORM.slot("photo")
    assert slot is not None
    if not slot.when(standing.scene_of(FORM, draft, scene)):
        await photos.discard(turn.db, turn.person, photo)
        step = standing.current(FORM, draft, scene, texts.PHOTO_CHILD)
        return Outcome((show(step, scene),), turn.state)
    if (before := _uuid(draft.values.get("photo", ""))) and before != photo:
        await photos.discard(turn.db, turn.person, before)
    asked = draft.asking == slot.name
    said = [texts.NOTED.format(slot.label, texts.PHOTO_SHOWN)]
    if draft.values.get("kind", "person") == "person" and "under_16" not in draft.values:
        said.append(texts.PHOTO_IF_ADULT)
    draft = standing.put(draft, slot, str(photo))
    go_on = standing.proceed if asked else standing.current
    return await finish(turn, go_on(FORM, draft, scene, *said))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
