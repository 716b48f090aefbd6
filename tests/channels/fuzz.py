"""JSON as no vendor sends it, and what one sends a little changed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
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

LONG = random.Random(4).randbytes(4000).hex()  # more than an index holds, however it packs
DEEP: Any = "x"
for _ in range(300):
    DEEP = [{"a": DEEP}]
# What may stand where something else is expected: each at every place.
ODD: tuple[Any, ...] = (
    *(None, True, False, [], {}, [[]], [{}], {"a": {"b": None}}, DEEP),
    *(-1, 0, 0.1, 91, 10**12, 2**31, 2**63, 10**18, 10**400, -(10**400), 1e308, -1e-320),
    *(math.nan, math.inf, -math.inf, "NaN", "Infinity", "1e999", "-0", "0x10", "٣", "²", "9" * 400),
    *("", " ", "\0", "a\0b", "\ud83d", "\udc00", "\ufeff", "e" + "\u0301" * 300, "\u202e", LONG),
    *("http://[", "https://a.zdn.vn:99999999/", "https://xn--\ud800.fbcdn.net/", "//", "file:///"),
    *("dừng", "1", "#gs:ask:intent=help", "#gs:", "photo:id=x", "k:abc", "/start " + LONG),
)


def turned(value: Any) -> Any:
    """The same JSON, keys the other way round."""
    if isinstance(value, Mapping):
        return {key: turned(value[key]) for key in reversed(list(value))}
    return [turned(item) for item in value] if isinstance(value, list) else value


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every part of it, and to itself."""
    yield ()
    inner = value.items() if isinstance(value, Mapping) else ()
    for key, part in enumerate(value) if isinstance(value, list) else inner:
        yield from ((key, *way) for way in places(part))


def put(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """The same with something else at that place."""
    if not place:
        return new
    made = value.copy()
    made[place[0]] = put(made[place[0]], place[1:], new)
    return made


@st.composite
def swapped(draw: st.DrawFn, value: Any, most: int = 3) -> Any:
    """Something odd at some places of it."""
    for _ in range(draw(st.integers(1, most))):
        place = draw(st.sampled_from(sorted(places(value), key=len, reverse=True)))
        value = put(value, place, draw(st.sampled_from(ODD) | json_values))
    return value


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
