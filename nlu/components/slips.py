"""One slip of the finger: a letter too many, too few, wrong, or two neighbours swapped."""

from __future__ import annotations


def one_slip(meant: str, typed: str) -> bool:
    if meant == typed or abs(len(meant) - len(typed)) > 1:
        return False
    start = 0
    while start < min(len(meant), len(typed)) and meant[start] == typed[start]:
        start += 1
    left, right = meant[start:], typed[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )
