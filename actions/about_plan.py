"""From a question to its action: which locality is meant, what is remembered for a follow-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from actions.abbreviations import write_out
from actions.answers import Answer, Question, render
from actions.carrying import pointed_at
from actions.localities import ask_which, localities_meant, not_covered, place_not_covered
from actions.registry import Action
from actions.related import with_related
from actions.reply import Reply, Topic
from actions.state import CARRY_OVER, Focus
from actions.turn import Outcome, Turn
from data.plans.schema import Plan

Answerer = Callable[[Question], Answer]


def about_plan(topic: Topic, intent: str) -> Callable[[Answerer], Action]:
    """Makes an action of a pure answerer: finds the locality or asks for it, cites, remembers."""

    def wrap(answerer: Answerer) -> Action:
        async def action(turn: Turn) -> Outcome:
            plans = localities_meant(turn)
            if not turn.understanding.ids("locality") and (place := place_not_covered(turn)):
                return not_covered(turn, place)
            if not plans:
                return ask_which(turn, topic, intent)
            turn = replace(turn, text=turn.understanding.spelled or write_out(turn.text))
            understanding = pointed_at(turn).model_copy(update={"intent": intent})
            replies: list[Reply] = []
            rest: list[Reply] = []
            for plan in plans:
                question = Question(plan, turn, understanding)
                answer = with_related(answerer(question), question)
                shown, hidden = render(answer, plan, topic, turn)
                replies.append(shown)
                rest.extend(hidden)
            state = turn.state.model_copy(
                update={
                    "locality": _spoken_of(turn, plans),
                    "focus": Focus(
                        intent=intent,
                        topic=topic,
                        locality=plans[0].locality.slug,
                        entities=tuple(
                            entity.model_dump(mode="json")
                            for entity in understanding.entities
                            if entity.kind != "locality"
                        ),
                        until=turn.now + CARRY_OVER,
                    ),
                    "more": tuple(rest),
                    "pending": None,
                }
            )
            return Outcome(tuple(replies), state)

        return action

    return wrap


def _spoken_of(turn: Turn, plans: Sequence[Plan]) -> str | None:
    """A place the person chose stays; else the conversation is about the one last asked about."""
    if turn.state.chosen or len(plans) != 1:
        return turn.state.locality
    return plans[0].locality.slug
