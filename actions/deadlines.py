"""Deadlines, reports, events (*thời hạn, mốc thời gian*): when, who, to whom, how far away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from actions.about_plan import about_plan
from actions.answers import Answer, Question, loose, names, note_answer, show
from actions.dates import days_of, distance, resolve
from actions.folding import phrase
from actions.matching import Candidate, best, rank, telling
from actions.registry import on_intent
from actions.units import units_meant
from data.plans.schema import Deadline, Form, Honour, Note, Plan, Step, Unsaid

NEXT = ("sắp tới", "tiếp theo", "gần nhất", "tới đây", "sắp đến")
ENOUGH = 0.5  # of the message's telling words an entry must explain to be the answer
LIKELY = 0.33  # and this much to be told rather than everything
LISTED = 5


@on_intent("deadline")
@about_plan("deadline", "deadline")
def deadline(question: Question) -> Answer:
    plan, today = question.plan, question.turn.today
    units = units_meant(question)
    wanted = _in_asked_days(question, list(plan.deadlines))
    dated = wanted is not None
    pool = list(plan.deadlines) if wanted is None else wanted
    if units:
        ids = {unit.id for unit in units}
        theirs = [item for item in pool if ids & set(item.units)]
        called = " ".join(name for unit in units for name in (unit.name, *unit.aliases))
        meant = matching(question, theirs, skip=called, floor=LIKELY)
        found = [item for item in meant if isinstance(item, Deadline)]
        label = ", ".join(unit.name for unit in units[:2])
        if theirs:
            return listing(plan, found or theirs, today, f"Việc có thời hạn của {label}:")
        return listing(
            plan,
            matching_deadlines(question, pool) or pool or plan.deadlines,
            today,
            f"Kế hoạch không nêu thời hạn riêng cho {label}. Các mốc của kế hoạch:",
            stated=False,
        )
    if dated:
        meant = matching(question, pool)
        if meant and not isinstance(meant[0], Deadline):
            return note_answer(meant[0])
        found = [item for item in meant if isinstance(item, Deadline)]
        if not pool:
            return overview(plan, today, "Kế hoạch không nêu mốc nào trong thời gian đó.")
        return listing(plan, found or pool, today, "Trong thời gian đó, kế hoạch nêu:")
    meant = matching(question, pool) if telling(question.text, names(plan)) else []
    if meant and not _asks_for_next(question.text):
        if isinstance(meant[0], Deadline):
            return listing(plan, [m for m in meant if isinstance(m, Deadline)], today, "")
        return note_answer(meant[0])
    return _undated(question) or _likeliest(question) or overview(plan, today, "")


def _likeliest(question: Question) -> Answer | None:
    """What comes nearest among dated things and things whose date is left unsaid."""
    near = matching(question, question.plan.deadlines, floor=LIKELY)
    vague = len(telling(question.text, names(question.plan))) < 2
    if vague or not near or _asks_for_next(question.text):
        return None
    if isinstance(near[0], Deadline):
        dated = [item for item in near if isinstance(item, Deadline)]
        return listing(question.plan, dated, question.turn.today, "")
    return note_answer(near[0])


def _undated(question: Question) -> Answer | None:
    """Something the plan speaks of without a day: said so, with what it does say."""
    plan = question.plan
    pool: list[Form | Honour | Step] = [*plan.propaganda, *plan.honours, *plan.process]
    candidates = [Candidate(item, (item.title, *item.aliases), item.text) for item in pool]
    found = best(rank(question.text, candidates, skip=names(plan)), floor=ENOUGH)
    if not found:
        return None
    return Answer(
        lead="Kế hoạch không nêu ngày, giờ cụ thể cho việc này, chỉ ghi:",
        blocks=(f"{found[0].title}: {found[0].text}",),
        cites=((found[0].section, found[0].title),),
        stated=False,
    )


def matching(
    question: Question, pool: Sequence[Deadline], skip: str = "", floor: float = ENOUGH
) -> list[Deadline | Note | Unsaid]:
    """`skip` has words that only say whose deadline is asked for."""
    plan = question.plan
    named = set(question.understanding.ids("report"))
    if exact := [item for item in pool if item.id in named]:
        pool = exact
        if len(exact) == 1:
            return [exact[0]]
    candidates: list[Candidate[Deadline | Note | Unsaid]] = [
        Candidate(
            item, (item.title, *item.aliases), f"{item.what} {item.when_text} {item.to or ''}"
        )
        for item in pool
    ]
    candidates += [
        Candidate(item, (item.title, *item.aliases), item.text) for item in loose(plan, "deadline")
    ]
    return best(rank(question.text, candidates, skip=f"{names(plan)} {skip}"), floor=floor)


def dated_things(question: Question) -> list[Deadline]:
    """Reports, events and tasks of the plan that the message names."""
    named = set(question.understanding.ids("report"))
    return [item for item in question.plan.deadlines if item.id in named]


def reports_meant(question: Question) -> list[Deadline]:
    """Reports and lists that the message names, that somebody must send somewhere."""
    return [item for item in dated_things(question) if item.to]


def matching_deadlines(question: Question, pool: Sequence[Deadline]) -> list[Deadline]:
    return [item for item in matching(question, pool) if isinstance(item, Deadline)]


def _in_asked_days(question: Question, pool: list[Deadline]) -> list[Deadline] | None:
    """Those that fall into the days the message names; None when it names none."""
    asked = [
        period
        for entity in question.understanding.of("date")
        if (period := resolve(entity.value, question.turn.today))
    ]
    if not asked:
        return None
    return [item for item in pool if (days := days_of(item.when)) and days.overlaps(asked[0])]


def _asks_for_next(text: str) -> bool:
    said = phrase(text)
    return any(phrase(word) in said for word in NEXT)


def overview(plan: Plan, today: dt.date, lead: str) -> Answer:
    """What comes next first; then what is past; then what has no day."""
    timed = sorted(
        (item for item in plan.deadlines if item.when.last_day()),
        key=lambda item: item.when.last_day() or dt.date.max,
    )
    coming = [item for item in timed if (item.when.last_day() or today) >= today]
    past = [item for item in timed if item not in coming]
    other = [item for item in plan.deadlines if item not in timed]
    if not coming and timed:
        lead = " ".join((lead, "Các mốc trong kế hoạch đều đã qua:")).strip()
    return listing(plan, [*coming, *past, *other], today, lead or "Các mốc trong kế hoạch:")


def listing(
    plan: Plan, items: Sequence[Deadline], today: dt.date, lead: str, stated: bool = True
) -> Answer:
    if len(items) == 1:
        return one(items[0], plan, today, lead, stated)
    lines = [
        f"- {item.title}: {item.when_text}{_how_far(item, today)}. Ai làm: {item.who.rstrip('.')}."
        for item in items
    ]
    return Answer(
        lead=lead or f"{_capital(plan.locality.name)}:",
        blocks=tuple(lines[:LISTED]),
        extra=tuple(lines[LISTED:]),
        cites=tuple((item.section, item.title) for item in items[:LISTED]),
        choices=tuple(show(plan, item.id, item.title) for item in items[:LISTED]),
        stated=stated,
    )


def one(item: Deadline, plan: Plan, today: dt.date, lead: str = "", stated: bool = True) -> Answer:
    lines = [
        f"{item.title} ({plan.locality.name}): {item.when_text}{_how_far(item, today)}.",
        f"- Việc: {item.what}",
        f"- Ai làm: {item.who}",
        f"- Gửi về: {item.to}" if item.to else "- Gửi về đâu: kế hoạch không nêu",
    ]
    if item.when.last_day() is None and item.when.kind in ("unstated", "occasion"):
        lines.append("- Ngày cụ thể: kế hoạch không nêu")
    if item.note:
        lines.append(f"- Lưu ý: {item.note}")
    return Answer(
        lead=lead,
        blocks=("\n".join(lines),),
        cites=((item.section, item.title),),
        stated=stated,
        entry=item.id,
    )


def _how_far(item: Deadline, today: dt.date) -> str:
    """Only a day can be so many days away; a year or "every quarter" is said to be over or not."""
    last = item.when.last_day()
    if last is None:
        return ""
    if item.when.kind in ("before", "on"):
        return f" ({distance(last, today)})"
    return " (đã qua)" if last < today else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
