"""Takes a nomination back: only one's own, and only after a button says so again."""

from __future__ import annotations

from actions.nominations import texts
from actions.nominations.asking import DROP
from actions.nominations.phones import mask_phones
from actions.nominations.status import code_of, withdraw_choice
from actions.registry import on_intent, payload
from actions.reply import Choice, Reply
from actions.turn import Outcome, Turn
from data import nominations
from data.models import Nomination


@on_intent("nomination_withdraw")
async def nomination_withdraw(turn: Turn) -> Outcome:
    if code := code_of(turn):
        return await _ask(turn, code)
    own = [
        each
        for each in await nominations.list_by_person(turn.db, turn.person)
        if nominations.may_move(each.state, "withdrawn")
    ]
    drop = (DROP,) if turn.state.draft else ()
    if not own:
        return _said(turn, texts.WITHDRAW_NONE, drop)
    if len(own) == 1 and not drop:
        return _confirm(turn, own[0])
    return _said(turn, texts.WITHDRAW_WHICH, (*(withdraw_choice(each.code) for each in own), *drop))


async def tapped(turn: Turn) -> Outcome:
    code = code_of(turn)
    if code is None:
        return await nomination_withdraw(turn)
    match turn.arguments.get("do"):
        case "withdraw-yes":
            return await _withdraw(turn, code)
        case "withdraw-no":
            return _said(turn, texts.WITHDRAW_KEPT.format(code))
    return await _ask(turn, code)


async def _ask(turn: Turn, code: str) -> Outcome:
    found = await _own(turn, code)
    return found if isinstance(found, Outcome) else _confirm(turn, found)


def _confirm(turn: Turn, nomination: Nomination) -> Outcome:
    code = nomination.code
    text = texts.WITHDRAW_CONFIRM.format(code, mask_phones(nomination.name))
    if nomination.state == "published":
        text += texts.WITHDRAW_PUBLISHED
    choices = (
        Choice(
            title=texts.WITHDRAW_YES, payload=payload("nomination", do="withdraw-yes", code=code)
        ),
        Choice(title=texts.WITHDRAW_NO, payload=payload("nomination", do="withdraw-no", code=code)),
    )
    return _said(turn, text, choices)


async def _withdraw(turn: Turn, code: str) -> Outcome:
    found = await _own(turn, code)
    if isinstance(found, Outcome):
        return found
    try:
        await nominations.withdraw(turn.db, found.id)
    except nominations.NotAllowed:  # twice at once
        return _said(turn, texts.WITHDRAW_ALREADY.format(code))
    return _said(turn, texts.WITHDRAWN.format(code))


async def _own(turn: Turn, code: str) -> Nomination | Outcome:
    """The person's own nomination that can be taken back, else what to say instead."""
    found = await nominations.find_by_code(turn.db, code)
    if found is None:
        return _said(turn, texts.STATUS_UNKNOWN.format(code))
    if found.person_id != turn.person:
        return _said(turn, texts.WITHDRAW_NOT_OWN.format(code))
    if not nominations.may_move(found.state, "withdrawn"):
        return _said(turn, texts.WITHDRAW_ALREADY.format(code))
    return found


def _said(turn: Turn, text: str, choices: tuple[Choice, ...] = ()) -> Outcome:
    return Outcome((Reply(text=text, topic="nomination_status", choices=choices),), turn.state)
