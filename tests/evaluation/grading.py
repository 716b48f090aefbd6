"""Is an answer right? Judged by what it contains, as the person would read it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from actions.topics import FACTUAL
from tests.evaluation.messages import Expectation

# right: what was asked. asked: asked back, offered choices, or said it does not know.
# beside: something true and labelled that was not asked. false: a wrong fact, another plan's fact,
# or an answer to what no plan speaks of.
Verdict = Literal["right", "asked", "beside", "false"]
ASKS = frozenset({"fallback", "help", "locality", "smalltalk"})
UNSTATED = (
    *("không tổ chức", "không gọi tên", "không ban hành", "không kèm", "không lập", "không chia"),
    *("không tách", "không đưa ra", "không ấn định", "không giới hạn", "để trống"),
)
# The line that ends an answer names the plan; its years and sections are not what was asked.
_CITED = re.compile(r"(\n\(Kế hoạch [^,]*), giai đoạn .*\Z")
Reply = Mapping[str, Any]


@dataclass(frozen=True)
class Grade:
    verdict: Verdict
    why: str = ""


def grade(
    expected: Expectation,
    replies: Sequence[Reply],
    plans: frozenset[str] | None,
    out_of_scope: bool = False,
) -> Grade:
    """`plans`: localities whose facts may be told; None when any may."""
    topics = {str(reply["topic"]) for reply in replies}
    factual = bool(topics & FACTUAL) and any(reply["sources"] for reply in replies)
    said = "\n".join(_CITED.sub(r"\1", str(reply["text"])) for reply in replies).casefold()
    if out_of_scope:
        if topics & set(expected.topic):
            return Grade("right")
        return Grade("false" if factual else "beside", f"answered as {', '.join(sorted(topics))}")
    if wrong := [each for each in expected.must_not if each.casefold() in said]:
        return Grade("false", f"says {wrong[0]!r}")
    if foreign := _told_of(replies) - (plans or _told_of(replies)):
        return Grade("false", f"tells of {', '.join(sorted(foreign))}")
    lacking = [wanted for wanted in expected.must if not _has(said, wanted)]
    if topics & set(expected.topic) and not lacking:
        return Grade("right")
    why = f"lacks {lacking[0]!r}" if lacking else f"topic {', '.join(sorted(topics))}"
    return Grade("asked" if topics <= ASKS else "beside", why)


def _has(said: str, wanted: str | tuple[str, ...]) -> bool:
    """One of the alternatives; "not stated" may be said in any of the ways there are."""
    alternatives = (wanted,) if isinstance(wanted, str) else wanted
    if "không nêu" in alternatives:
        alternatives += UNSTATED
    return any(each.casefold() in said for each in alternatives)


def _told_of(replies: Sequence[Reply]) -> frozenset[str]:
    return frozenset(source["plan"] for reply in replies for source in reply["sources"])
