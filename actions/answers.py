"""Answering from a plan: which locality is meant, how an answer is cited, what is kept for
"xem thêm" and for a follow-up question.

A factual answer is a pure function from a question to an `Answer`; `about_plan` does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from actions.dates import say
from actions.registry import payload
from actions.reply import Choice, Reply, Source, Topic
from actions.turn import Turn
from actions.understanding import Understanding
from data.plans.schema import Note, Plan, Unsaid

SHORT = 700  # characters after which an answer goes on in "xem thêm"
MORE = Choice(title="Xem thêm", payload="more")


@dataclass(frozen=True)
class Question:
    """One question about one plan."""

    plan: Plan
    turn: Turn
    understanding: Understanding

    @property
    def text(self) -> str:
        return self.turn.text

    @property
    def place(self) -> str:
        return self.plan.locality.name


@dataclass(frozen=True)
class Answer:
    """`blocks` are shown from the first on until the answer is long; the rest is "xem thêm"."""

    blocks: tuple[str, ...]
    cites: tuple[tuple[str, str], ...] = ()  # (section, what stands there)
    choices: tuple[Choice, ...] = ()
    lead: str = ""
    stated: bool = True
    asks_back: bool = False
    entry: str | None = None
    extra: tuple[str, ...] = field(default=())  # always kept for "xem thêm"
    related: tuple[str, ...] = ()  # what else may be meant: always shown, after the rest


_NUMBERED = re.compile(r"[IVX]+\b")


def render(answer: Answer, plan: Plan, topic: Topic, turn: Turn) -> tuple[Reply, list[Reply]]:
    """The reply that is shown, and what "xem thêm" will show."""
    sources = tuple(
        Source(plan=plan.locality.slug, section=section, title=title)
        for section, title in dict.fromkeys(answer.cites)
    )
    shown, hidden = _split(answer.blocks)
    hidden = [*hidden, *answer.extra]
    footer = cite(plan, [source.section for source in sources], turn)
    text = "\n".join(part for part in (answer.lead, *shown, *answer.related) if part)
    choices = (*((MORE,) if hidden else ()), *answer.choices)
    reply = Reply(text=f"{text}\n\n{footer}", topic=topic, choices=choices, sources=sources)
    return reply, [
        Reply(text=f"{chunk}\n\n{footer}", topic=topic, sources=sources)
        for chunk in _chunks(hidden, SHORT * 2)
    ]


def _split(blocks: Sequence[str]) -> tuple[list[str], list[str]]:
    """At least one block, and as many more as stay short."""
    size = 0
    for index, block in enumerate(blocks):
        size += len(block)
        if index and size > SHORT:
            return list(blocks[:index]), list(blocks[index:])
    return list(blocks), []


def _chunks(blocks: Sequence[str], size: int) -> list[str]:
    chunks: list[str] = []
    for block in blocks:
        if chunks and len(chunks[-1]) + len(block) < size:
            chunks[-1] += "\n" + block
        else:
            chunks.append(block)
    return chunks


def cite(plan: Plan, sections: Sequence[str], turn: Turn) -> str:
    """Which plan, which section, and whether its period is over."""
    named = ", ".join(dict.fromkeys(_place_of(section) for section in sections[:3]))
    period = plan.identity.period
    years = f"{period.first}–{period.last}"
    where = f"Kế hoạch {plan.locality.name}, giai đoạn {years}" + (f", {named}" if named else "")
    return f"({where}.{over(plan, turn)})"


def _place_of(section: str) -> str:
    """ "mục V.1"; a part without a number is called by its name ("mở đầu", "chữ ký")."""
    return f"mục {section}" if _NUMBERED.match(section) else f"phần “{section}”"


def over(plan: Plan, turn: Turn) -> str:
    """Says that the period is over, and that a district is history."""
    period, ended = plan.identity.period, plan.locality.ended
    notes = []
    if period.last_day < turn.today:
        notes.append(f" Giai đoạn này đã hết từ {say(period.last_day)}")
    if ended and ended <= turn.today:
        notes.append(
            f"{' C' if not notes else '; c'}ấp {plan.locality.level} thôi hoạt động từ "
            f"{say(ended)}, nội dung chỉ để tham khảo"
        )
    return "".join(notes) + ("." if notes else "")


def note_answer(item: Note | Unsaid) -> Answer:
    """One piece of text; or that the plan does not state it, with whom to ask."""
    if isinstance(item, Note):
        return Answer((item.text,), ((item.section, item.title),), entry=item.id)
    return Answer(
        blocks=(f"{item.text.rstrip('.')}.", f"Anh/chị có thể hỏi: {item.ask.rstrip('.')}."),
        stated=False,
        entry=item.id,
    )


def loose(plan: Plan, topic: Topic) -> list[Note | Unsaid]:
    """What a plan has on a topic besides its main entries: other facts, things left unsaid."""
    others: list[Note | Unsaid] = [item for item in plan.others if item.topic == topic]
    return [*others, *(item for item in plan.unsaid if item.topic == topic)]


def names(plan: Plan) -> str:
    """The words that only say which locality is meant."""
    return " ".join((plan.locality.name, *plan.locality.aliases))


def bullets(points: Sequence[str]) -> str:
    return "\n".join(f"- {point}" for point in points)


def show(plan: Plan, entry_id: str, title: str) -> Choice:
    """A button that shows one entry of a plan."""
    return Choice(title=title, payload=payload("show", plan=plan.locality.slug, id=entry_id))


def ask(title: str, intent: str, plan: Plan | None = None, **arguments: str) -> Choice:
    """A button that asks a question."""
    if plan:
        arguments["plan"] = plan.locality.slug
    return Choice(title=title, payload=payload("ask", intent=intent, **arguments))
