"""Showing one entry of a plan, whichever kind it is."""

from __future__ import annotations

from actions import criteria, deadlines, quotas
from actions.answers import Answer, note_answer, render
from actions.reply import Topic
from actions.turn import Outcome, Turn
from data.plans.schema import CriteriaGroup, Deadline, Entry, Note, Plan, Quota, Unsaid


def shown(entry: Entry | Unsaid, plan: Plan, topic: Topic, turn: Turn) -> Outcome:
    reply, rest = render(_answer(entry, plan, turn), plan, topic, turn)
    return Outcome((reply,), turn.state.model_copy(update={"more": tuple(rest)}))


def _answer(entry: Entry | Unsaid, plan: Plan, turn: Turn) -> Answer:
    match entry:
        case CriteriaGroup():
            return criteria.group_answer(plan, entry)
        case Deadline():
            return deadlines.one(entry, plan, turn.today)
        case Quota():
            return quotas.one(entry, plan)
        case Note() | Unsaid():
            return note_answer(entry)
        case _:
            raise TypeError(f"no way to show {type(entry).__name__}")
