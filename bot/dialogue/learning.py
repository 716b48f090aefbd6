"""Learning from use: which messages are kept, masked, for a person to review.

Those that were not understood for sure, and those whose answer somebody says was wrong. Never
what is said in the nomination's form (it is about third persons), nor what was not read by the
model: buttons, words that always work, danger.
"""

from __future__ import annotations

from functools import lru_cache

from actions.state import State
from actions.turn import Outcome, Turn
from bot.dialogue.deciding import CERTAIN, plausible
from data.masking import mask_personal
from data.name_words import Phrases
from data.personal_names import public_names
from data.plans.catalogue import Catalogue
from data.plans.gazetteer import compile_gazetteer
from data.reviews import Heard, record

LONGEST = 300  # characters; what is longer tells a story, and teaches little
LIKELIEST = 5  # intents of the ranking that are kept


async def note_unsure(turn: Turn, outcome: Outcome) -> Outcome:
    """For answers given because nothing was sure; hands the outcome on."""
    if heard := _heard(turn, outcome):
        await record(turn.db, turn.person, "unsure", heard)
    return outcome


async def note_guess(turn: Turn, outcome: Outcome) -> Outcome:
    """The same for a message taken to be out of scope on little evidence."""
    intent, share = plausible(turn.understanding, turn.state)[0]
    fell = any(reply.topic == "fallback" for reply in outcome.replies)
    if fell and intent == "out_of_scope" and share < CERTAIN:
        return await note_unsure(turn, outcome)
    return outcome


def keep_heard(turn: Turn, outcome: Outcome) -> Outcome:
    """Remembers this message until the next, which may say that the answer was wrong."""
    heard = None if _complains(turn, outcome) else _heard(turn, outcome)
    if _told_where(turn.state, outcome.state):
        heard = _answered(turn.state.heard, outcome)
    return Outcome(outcome.replies, outcome.state.model_copy(update={"heard": heard}))


def _heard(turn: Turn, outcome: Outcome) -> Heard | None:
    in_form = turn.state.draft is not None or outcome.state.draft is not None
    understood = turn.understanding
    if turn.payload is not None or in_form or not understood.ranking or len(turn.text) > LONGEST:
        return None
    return Heard(
        text=mask_personal(turn.text, public(turn.plans)),
        locality=outcome.state.locality,
        intent=understood.intent,
        confidence=understood.confidence,
        ranking=dict(understood.ranking[:LIKELIEST]),
        topic=_topic(outcome),
    )


def _complains(turn: Turn, outcome: Outcome) -> bool:
    """ "Sai rồi" is no message to learn from when it is said again."""
    likeliest = [intent for intent, _ in turn.understanding.ranking[:3]]
    return _topic(outcome) == "handoff" and "wrong_answer" in likeliest


def _told_where(before: State, after: State) -> bool:
    """The question that waited for its place was answered: it is what may be wrong now."""
    if before.pending is None or after.pending is not None or after.focus is None:
        return False
    return bool(after.focus.intent == before.pending["intent"])


def _answered(heard: Heard | None, outcome: Outcome) -> Heard | None:
    if heard is None or outcome.state.draft is not None:
        return None
    update = {"topic": _topic(outcome), "locality": outcome.state.locality}
    return heard.model_copy(update=update)


def _topic(outcome: Outcome) -> str:
    return outcome.replies[0].topic if outcome.replies else "fallback"


@lru_cache(maxsize=2)
def public(plans: Catalogue) -> Phrases:
    """What the plans and the vocabulary name: places, units, fields …; none of it is a person."""
    gazetteer = compile_gazetteer(plans, plans.vocabulary)
    names = [name for ids in gazetteer.values() for values in ids.values() for name in values]
    return public_names([*names, *plans.vocabulary.elsewhere])
