"""Words that tell the same thing in any sentence: what is asked, wished, refused.

A class of words the training data shows one of is thereby known for all. Compared folded; a word
taken for a cue by mistake does no harm, since the classifier learns what each is worth.
A phrase that stands under several classes (cues.txt) counts for the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .normalise import fold

_FILE = Path(__file__).with_name("cues.txt")
_CUES = {
    tuple(fold(phrase).split()): cue.strip()
    for line in reversed(_FILE.read_text(encoding="utf-8").splitlines())
    for cue, phrases in [line.split(":")]
    for phrase in phrases.split(",")
}
_LONGEST = max(map(len, _CUES))


def find_cues(folded: Sequence[str]) -> list[str]:
    """Classes of the folded words in their order; the longest phrase counts."""
    found: list[str] = []
    at = 0
    while at < len(folded):
        for size in range(_LONGEST, 0, -1):
            if cue := _CUES.get(tuple(folded[at : at + size])):
                found.append(cue)
                at += size
                break
        else:
            at += 1
    return found
