"""JSON as no vendor sends it, and what one sends a little changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

half_characters = st.text(st.characters(), max_size=20)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**12, 10**18, 10**400, -1, 2**63, "NaN", "1e999", "\0", "\ud83d"])
    | st.floats()
    | half_characters
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(half_characters, inner, max_size=4),
    max_leaves=12,
)


def turned(value: Any) -> Any:
    """The same JSON, keys the other way round."""
    if isinstance(value, Mapping):
        return {key: turned(value[key]) for key in reversed(list(value))}
    return [turned(item) for item in value] if isinstance(value, list) else value


def changed(value: Any, data: st.DataObject) -> Any:
    """Something in it replaced, removed or doubled."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    if not keys or data.draw(st.integers(0, 5)) == 0:
        return data.draw(json_values)
    key = data.draw(st.sampled_from(keys))
    made = value.copy()
    change = data.draw(st.sampled_from(["inside"] * 5 + ["remove", "double"]))
    if change == "inside":
        made[key] = changed(made[key], data)
    elif change == "remove":
        del made[key]
    elif isinstance(made, list):
        made.append(made[key])
    else:
        made[data.draw(half_characters)] = made[key]
    return made
