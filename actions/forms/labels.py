"""Reads a message that names its fields: one "Tên: Trần Văn Bình" a line."""

from __future__ import annotations

from actions.folding import phrase
from actions.forms.form import Form, Values


def read_labelled(text: str, form: Form) -> Values:
    """At least two labelled lines, or one alone that is the whole message; else nothing.

    Lines without a label go on with the one before.
    """
    names = {alias: slot.name for slot in form.slots for alias in slot.aliases}
    names |= {phrase(slot.label): slot.name for slot in form.slots}
    found: dict[str, str] = {}
    last: str | None = None
    for line in text.splitlines():
        label, colon, value = line.partition(":")
        name = names.get(phrase(label)) if colon else None
        if name and value.strip():
            found[name] = value.strip()
            last = name
        elif last:
            found[last] += f"\n{line.strip()}"
        elif line.strip():
            return {}
    return {name: value.strip() for name, value in found.items()}
