"""Sends a confirmed draft: the nomination, its first change and the consent, in one session."""

from __future__ import annotations

from uuid import UUID

from actions.courtesy import is_abusive
from actions.forms import engine, standing
from actions.nominations import texts
from actions.nominations.asking import do, say, show
from actions.nominations.drafts import drop_draft, scene_of_turn, short_name
from actions.nominations.fields import UNKNOWN
from actions.nominations.form import FORM
from actions.nominations.phones import without_phones
from actions.registry import payload
from actions.reply import Choice
from actions.state import Draft
from actions.turn import Outcome, Turn
from data import consents, nominations, photos
from data.nominations import Submission

CONTACT = "contact"  # purpose of the consent
TOLD = ("name", "place", "deed", "happened", "witness", "nominator_name")  # in own words


async def submit(turn: Turn) -> Outcome:
    draft = turn.state.draft
    assert draft is not None
    sent = await nominations.count_today(turn.db, turn.person, turn.now)
    if sent >= turn.limits.nominations_per_day:
        return Outcome((say(texts.DAILY_LIMIT.format(sent)),), turn.state)
    scene = scene_of_turn(turn)
    given = dict(standing.answers(FORM, draft, scene))
    if "photo" in given and not await photos.get_own(turn.db, turn.person, UUID(given["photo"])):
        step = engine.clear(FORM, draft.model_copy(update={"asking": "photo"}), scene)
        reply = show(step, scene)
        return Outcome((say(texts.PHOTO_GONE), reply), turn.with_state(draft=step.draft).state)
    nomination = await nominations.submit(turn.db, _submission(turn, given))
    await _consent(turn, draft, given)
    state = drop_draft(turn.state, draft.id)
    if state.locality is None:
        state = state.model_copy(update={"locality": given["locality"]})
    plan = turn.plans.get(given["locality"])
    where = plan.locality.name if plan else given["locality"]
    text = texts.SUBMITTED.format(nomination.code, where, nomination.code)
    choices = (
        Choice(
            title=texts.FOLLOW.format(nomination.code),
            payload=payload("nomination", do="status", code=nomination.code),
        ),
        Choice(title=texts.ANOTHER, payload=do("new")),
    )
    waiting = tuple(
        Choice(
            title=texts.CONTINUE_OPEN.format(short_name(other)),
            payload=do("resume", draft=other.id),
        )
        for other in state.parked
    )
    return Outcome((say(text, choices=(*choices, *waiting)),), state)


def _submission(turn: Turn, given: dict[str, str]) -> Submission:
    agreed = given.get("contact") == "yes"

    def told(name: str) -> str:
        """Without consent no number stays, wherever it was typed."""
        return given[name] if agreed else without_phones(given[name])

    return Submission(
        person_id=turn.person,
        conversation_id=turn.conversation,
        locality=given["locality"],
        kind=given["kind"],
        name=told("name"),
        place=told("place"),
        deed=told("deed"),
        happened=told("happened") if "happened" in given else None,
        witness=told("witness") if "witness" in given else None,
        field=given["field"] if given["field"] != UNKNOWN.value else None,
        under_16=given.get("under_16", "no"),
        nominator_name=given.get("nominator_name"),
        nominator_phone=given.get("nominator_phone"),
        photo_id=UUID(given["photo"]) if "photo" in given else None,
        flagged=any(is_abusive(given[slot]) for slot in TOLD if slot in given),
    )


async def _consent(turn: Turn, draft: Draft, given: dict[str, str]) -> None:
    await consents.append(
        turn.db,
        turn.person,
        CONTACT,
        given=given["contact"] == "yes",
        text_version=texts.CONTACT_VERSION,
        how="words" if draft.values.get("contact_how") == "words" else "button",
        channel=turn.channel,
        conversation=turn.conversation,
    )
