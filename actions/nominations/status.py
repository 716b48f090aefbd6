"""What became of a nomination: by its code, or all of one's own."""

from __future__ import annotations

import re

from actions.linking import LINK
from actions.nominations import texts
from actions.nominations.drafts import about, drafts
from actions.nominations.phones import mask_phones
from actions.nominations.starting import START
from actions.registry import on_intent, payload
from actions.reply import Choice, Reply
from actions.turn import Outcome, Turn
from data import nominations
from data.models import Nomination

# Something meant as a code that none of ours can be: too long, or of another office.
ODD_CODE = re.compile(r"\b(?=[a-z]*[- ]?\d)[a-z]{2,}[- ]?\d[a-z0-9]{1,12}\b", re.IGNORECASE)


def code_of(turn: Turn) -> str | None:
    """The code that a button, the understanding or the text names."""
    said = (turn.arguments.get("code", ""), *turn.understanding.ids("code"), turn.text)
    for text in said:
        if code := nominations.read_code(text) or nominations.read_code(f"GS {text.strip()}"):
            return code
    return None


@on_intent("nomination_status")
async def nomination_status(turn: Turn) -> Outcome:
    if code := code_of(turn):
        return Outcome((await _one(turn, code),), turn.state)
    if odd := ODD_CODE.search(turn.text):
        text = texts.STATUS_UNKNOWN.format(odd.group().upper())
        return Outcome((_reply(text),), turn.state)
    own = await nominations.list_by_person(turn.db, turn.person)
    waiting = [texts.STATUS_DRAFT.format(about(draft)) for draft in drafts(turn.state)]
    if not own:
        text = "\n".join((texts.STATUS_NONE, *waiting))
        return Outcome((_reply(text, () if waiting else (START,)),), turn.state)
    lines = [
        texts.STATUS_LINE.format(
            each.code,
            mask_phones(each.name),
            day_of(each, turn),
            texts.STATES[each.state],
        )
        for each in own
    ]
    text = "\n".join((texts.STATUS_LIST, *lines, *waiting))
    return Outcome((_reply(text, (LINK,)),), turn.state)


async def _one(turn: Turn, code: str) -> Reply:
    found = await nominations.find_by_code(turn.db, code)
    if found is None:
        return _reply(texts.STATUS_UNKNOWN.format(code))
    state = texts.STATES[found.state]
    if found.person_id != turn.person:
        return _reply(texts.STATUS_OTHER.format(code, state), (LINK,))
    text = texts.STATUS_OWN.format(
        code, mask_phones(found.name), day_of(found, turn), state, texts.NEXT[found.state]
    )
    takes_back = nominations.may_move(found.state, "withdrawn")
    return _reply(text, (withdraw_choice(code),) if takes_back else ())


def withdraw_choice(code: str) -> Choice:
    return Choice(
        title=texts.WITHDRAW.format(code),
        payload=payload("nomination", do="withdraw", code=code),
    )


def day_of(nomination: Nomination, turn: Turn) -> str:
    return f"{nomination.submitted_at.astimezone(turn.now.tzinfo):%d/%m/%Y}"


def _reply(text: str, choices: tuple[Choice, ...] = ()) -> Reply:
    return Reply(text=text, topic="nomination_status", choices=choices)
