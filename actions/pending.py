"""A question that waited for its locality, answered now that it is known."""

from __future__ import annotations

from dataclasses import replace

from actions.registry import action_for_intent
from actions.turn import Outcome, Turn
from actions.understanding import Entity, Understanding


async def answer_pending(turn: Turn) -> Outcome:
    """Runs the pending question's action in the turn's locality. The question must be there."""
    pending = turn.state.pending or {}
    action = action_for_intent(pending["intent"])
    if action is None:
        raise LookupError(f"no action for the pending intent {pending['intent']!r}")
    question = replace(
        turn.with_state(pending=None),
        text=pending["text"],
        arguments=pending["arguments"],
        understanding=Understanding(
            intent=pending["intent"],
            confidence=1.0,
            entities=tuple(Entity.model_validate(entity) for entity in pending["entities"]),
        ),
    )
    return await action(question)
