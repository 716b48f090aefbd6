"""What is aimed at, and below what CI fails (`nlu/evaluation/thresholds.yml`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict

from tests.evaluation.messages import FOLDER

if TYPE_CHECKING:
    from tests.evaluation.report import Part


class Bounds(BaseModel):
    """Shares, 0 to 1. `right` by slice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    right: dict[str, float]
    false_in_scope: float
    false_out_of_scope: float
    entities_f1: float
    follow_ups: float


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    aims: Bounds
    floors: Bounds


def _load() -> _File:
    return _File.model_validate(
        yaml.safe_load((FOLDER / "thresholds.yml").read_text(encoding="utf-8"))
    )


AIMS, FLOORS = _load().aims, _load().floors


def shortfalls(part: Part, bounds: Bounds) -> Iterator[str]:
    """Each figure that is not within the bounds, in words."""
    slices = part.slices()
    for name, least in bounds.right.items():
        if name in slices and (got := slices[name].share("right")) < least:
            yield f"{name}: right {got:.1%}, wanted {least:.1%}"
    whole, outside = slices["in_scope"], slices.get("out_of_scope")
    if (got := whole.share("false")) > bounds.false_in_scope:
        yield f"in scope: false {got:.1%}, at most {bounds.false_in_scope:.1%}"
    if outside and (got := outside.share("false")) > bounds.false_out_of_scope:
        yield f"out of scope: false {got:.1%}, at most {bounds.false_out_of_scope:.1%}"
    if (got := whole.entities.f1) < bounds.entities_f1:
        yield f"entities F1 {got:.1%}, wanted {bounds.entities_f1:.1%}"
    if part.followed_up and (got := part.follow_ups_right) < bounds.follow_ups:
        yield f"follow-ups: right {got:.1%}, wanted {bounds.follow_ups:.1%}"
