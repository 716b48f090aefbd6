"""Compares what people did with what they saw. What the words mean stands in `tests.chaos`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations


@dataclass(frozen=True)
class Did:
    """An event, in the order of writing. `taken`: when the product first said 200; `handled`: when
    the transaction began that answered it; `doubtful`: an answer of ours may have arrived twice."""

    what: str
    answer: str  # its answer begins so
    taken: dt.datetime | None
    handled: dt.datetime | None
    given_up: bool = False  # by the vendor, who could not deliver it
    doubtful: bool = False
    failed: str | None = None  # why the answer will not be sent any more


@dataclass(frozen=True)
class Story:
    """One person. `notices` are the words we may say unasked, each as often as we noted saying it;
    `refusals`: how often the vendor refused a message to them for good."""

    person: str
    did: Sequence[Did]
    saw: Sequence[str]
    notices: Sequence[str] = ()
    doubtful_notices: Sequence[str] = ()
    refusals: int = 0


@dataclass(frozen=True)
class Finding:
    person: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.person}: {self.what!r}: {self.why}"


@dataclass
class Verdict:
    events: int = 0
    lost: list[Finding] = field(default_factory=list)
    out_of_order: list[Finding] = field(default_factory=list)
    doubled: list[Finding] = field(default_factory=list)
    ambiguous: int = 0
    seen_twice: list[Finding] = field(default_factory=list)  # of those
    refused: int = 0
    overtaken: int = 0  # came when something later had been handled
    notices: int = 0

    @property
    def good(self) -> bool:
        return not (self.lost or self.out_of_order or self.doubled)

    @property
    def line(self) -> str:
        return (
            f"events {self.events} lost {len(self.lost)} out_of_order {len(self.out_of_order)} "
            f"doubled {len(self.doubled)} ambiguous {self.ambiguous}"
        )


def judge(stories: Collection[Story]) -> Verdict:
    verdict = Verdict()
    for story in stories:
        places = _places(story, verdict)
        verdict.events += len(story.did)
        _count_answers(story, places, verdict)
        _compare_order(story, places, verdict)
    return verdict


def _places(story: Story, verdict: Verdict) -> list[list[int]]:
    """Where each event's answer was seen. What is no answer must be a notice, each seen as often
    as it was noted; one that may have arrived twice, at most once more."""
    places: list[list[int]] = [[] for _ in story.did]
    left = Counter(story.notices)
    twice = Counter(story.doubtful_notices)
    verdict.ambiguous += len(story.doubtful_notices)
    for place, text in enumerate(story.saw):
        mine = [n for n, did in enumerate(story.did) if text.startswith(did.answer)]
        if mine:
            places[mine[0]].append(place)
        elif left[text] > 0:
            left[text] -= 1
            verdict.notices += 1
        elif twice[text] > 0:
            twice[text] -= 1
            verdict.seen_twice.append(Finding(story.person, text[:60], "a notice"))
        else:
            verdict.doubled.append(Finding(story.person, text[:60], "nobody asked for it"))
    return places


def _count_answers(story: Story, places: Sequence[Sequence[int]], verdict: Verdict) -> None:
    refusals = story.refusals
    for did, seen in zip(story.did, places, strict=True):
        verdict.ambiguous += did.doubtful
        if not seen and did.failed is not None and refusals > 0:
            refusals -= 1
            verdict.refused += 1
        elif not seen:
            verdict.lost.append(Finding(story.person, did.what, _why_lost(did)))
        elif len(seen) > 1 and did.doubtful:
            verdict.seen_twice.append(Finding(story.person, did.what, f"seen {len(seen)} times"))
        elif len(seen) > 1:
            verdict.doubled.append(Finding(story.person, did.what, f"seen {len(seen)} times"))


def _why_lost(did: Did) -> str:
    if did.given_up:
        return "the vendor gave up delivering it"
    if did.taken is None and did.handled is None:
        return "never taken"
    if did.handled is None:
        return "taken, never handled"
    return f"handled, its answer never seen ({did.failed or 'no failure noted'})"


def _compare_order(story: Story, places: Sequence[Sequence[int]], verdict: Verdict) -> None:
    wrong: dict[int, str] = {}
    overtaken: set[int] = set()
    for n, did in enumerate(story.did):
        if places[n] and did.handled is None:
            wrong[n] = "answered, and nobody knows when it was handled"
    for n, later in combinations(range(len(story.did)), 2):
        for number, why in _against(story, places, n, later):
            wrong.setdefault(number, why)
        if _overtaken(story.did[n], story.did[later]):
            overtaken.add(n)
    verdict.overtaken += len(overtaken - wrong.keys())
    for number, why in sorted(wrong.items()):
        verdict.out_of_order.append(Finding(story.person, story.did[number].what, why))


def _against(
    story: Story, places: Sequence[Sequence[int]], n: int, later: int
) -> Iterator[tuple[int, str]]:
    first, second = story.did[n], story.did[later]
    if first.handled is None or second.handled is None:
        return
    if _overtaken(first, second) and first.taken and first.taken <= second.handled:
        late = (second.handled - first.taken).total_seconds()
        yield n, f"had come {late:.3f} s before, and yet {second.what!r} was handled first"
    if places[n] and places[later] and first.handled != second.handled:
        handled_first, other = (n, later) if first.handled < second.handled else (later, n)
        if places[handled_first][0] > places[other][0]:
            yield (
                handled_first,
                f"answered after {story.did[other].what!r}, handled later",
            )


def _overtaken(first: Did, second: Did) -> bool:
    return bool(first.handled and second.handled and second.handled < first.handled)
