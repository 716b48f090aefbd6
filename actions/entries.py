"""Showing one entry of a plan, whichever kind it is."""

from __future__ import annotations

from actions import criteria, deadlines, quotas
from actions.answers import Answer, names, note_answer, render
from actions.matching import Candidate, rank
from actions.reply import Topic
from actions.turn import Outcome, Turn
from data.plans.schema import CriteriaGroup, Deadline, Entry, Note, Plan, Quota, Unsaid

NAMED = 0.95  # score at which an entry is plainly the one that is named


def candidates(plan: Plan) -> list[Candidate[tuple[Topic, Entry | Unsaid]]]:
    """Every entry of the plan, with its topic."""
    return [
        Candidate(
            (topic, entry),
            (entry.title, *entry.aliases),
            entry.text if isinstance(entry, Note | Unsaid) else "",
        )
        for topic, entry in plan.entries()
    ]


def named(plan: Plan, text: str) -> tuple[Topic, Entry | Unsaid] | None:
    """The entry of any topic that the message plainly names."""
    ranked = rank(text, candidates(plan), skip=names(plan))
    return ranked[0].item if ranked and ranked[0].score >= NAMED else None


def shown(entry: Entry | Unsaid, plan: Plan, topic: Topic, turn: Turn) -> Outcome:
    reply, rest = render(entry_answer(entry, plan, turn), plan, topic, turn)
    return Outcome((reply,), turn.state.model_copy(update={"more": tuple(rest)}))


def entry_answer(entry: Entry | Unsaid, plan: Plan, turn: Turn) -> Answer:
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
