"""What a question takes over from the one before it."""

from __future__ import annotations

from actions.matching import mentions
from actions.turn import Turn
from actions.understanding import Entity, Understanding

POINTING = ("này", "đó", "ấy", "đấy", "nớ", "kia")
NAMES = ("field", "movement", "subject", "unit", "report")


def carried(new: Understanding, before: tuple[dict[str, object], ...]) -> Understanding:
    """Entities of the last question, each kind replaced by what is named now.

    A field, movement or subject named now replaces all three: "còn hộ gia đình?" after
    "tiêu chí y tế" asks about households.
    """
    replaced = {entity.kind for entity in new.entities}
    if replaced & {"field", "movement", "subject"}:
        replaced |= {"field", "movement", "subject"}
    if replaced & {"unit", "report"}:
        replaced |= {"unit", "report"}
    kept = [
        entity
        for entity in (Entity.model_validate(each) for each in before)
        if entity.kind not in replaced
    ]
    return new.with_entities((*new.entities, *kept))


def pointed_at(turn: Turn) -> Understanding:
    """The understanding of "hạn của phòng này?": with the names the last question had."""
    own = turn.understanding
    focus = turn.state.focus
    if (
        focus is None
        or focus.until < turn.now
        or any(own.of(kind) for kind in NAMES)
        or not mentions(turn.text, POINTING)
    ):
        return own
    return carried(own, focus.entities)
