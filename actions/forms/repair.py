"""Finds which answer a correction is about, and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.folding import fold
from actions.forms.corrections import Correction
from actions.forms.form import Form, Scene, Slot, Taken
from actions.forms.options import read_option


@dataclass(frozen=True)
class Repair:
    slot: Slot
    value: str


def find_repair(
    form: Form, values: Mapping[str, str], scene: Scene, found: Correction, asking: str | None
) -> Repair | None:
    if found.new is None:
        return None
    if found.slot:
        current = values.get(found.slot.name)
        amended = found.slot.amend(current, found.new) if current else None
        return Repair(found.slot, amended or found.new)
    given = sorted((slot for slot in form.slots if slot.name in values), key=lambda slot: slot.free)
    if found.old:
        return _by_old(given, values, scene, found.old, found.new)
    return _by_new(form, given, values, scene, found.new, asking=asking)


def _by_old(
    given: list[Slot], values: Mapping[str, str], scene: Scene, old: str, new: str
) -> Repair | None:
    for slot in given:
        options = slot.options(scene)
        was, becomes = read_option(old, options), read_option(new, options)
        if was and becomes and was.value == values[slot.name]:
            return Repair(slot, becomes.title)
    for old_part, new_part in ((old, new), _without_common_start(old, new)):
        for same in (str.lower, fold):
            for slot in given:
                if slot.options(scene):
                    continue
                value = values[slot.name]
                if match := re.search(rf"(?<!\w){re.escape(same(old_part))}(?!\w)", same(value)):
                    return Repair(slot, value[: match.start()] + new_part + value[match.end() :])
    return None


def _without_common_start(old: str, new: str) -> tuple[str, str]:
    """ "anh Hùng", "anh Hưng" → "Hùng", "Hưng"."""
    was, becomes = old.split(), new.split()
    while len(was) > 1 and len(becomes) > 1 and was[0].lower() == becomes[0].lower():
        was, becomes = was[1:], becomes[1:]
    return " ".join(was), " ".join(becomes)


def _by_new(
    form: Form,
    given: list[Slot],
    values: Mapping[str, str],
    scene: Scene,
    new: str,
    *,
    asking: str | None,
) -> Repair | None:
    for slot in given:
        if amended := slot.amend(values[slot.name], new):
            return Repair(slot, amended)
    for slot in form.slots:
        if slot.sure(new) and slot.when(scene) and not slot.free:
            return Repair(slot, new)
    order = [slot.name for slot in form.slots]
    at = order.index(asking) if asking in order and len(new.split()) <= 6 else 0
    before = [slot for slot in given if order.index(slot.name) < at and not slot.options(scene)]
    if before:
        last = max(before, key=lambda slot: order.index(slot.name))
        if not last.free and isinstance(last.read(new, scene), Taken):
            return Repair(last, new)
    return None
