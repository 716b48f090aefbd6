"""Quotas (*chỉ tiêu*): how many exemplars, per what, by whom."""

from __future__ import annotations

from actions.about_plan import about_plan
from actions.answers import Answer, Question, loose, names, note_answer, show
from actions.criteria import groups_meant
from actions.matching import Candidate, best, rank
from actions.registry import on_intent
from actions.units import units_meant
from data.plans.schema import Note, Plan, Quota, Unsaid

LISTED = 6


@on_intent("quota")
@about_plan("quota", "quota")
def quota(question: Question) -> Answer:
    plan = question.plan
    units = {unit.id for unit in units_meant(question)}
    own = [item for item in plan.quotas if units & set(item.units)]
    if len(own) == 1:
        return listing(plan, own, "")
    if groups := {group.id for group in groups_meant(question)}:
        if counted := [item for item in plan.quotas if groups & set(item.groups)]:
            return listing(plan, counted, "")
        label = next(group.title for group in plan.criteria.groups if group.id in groups)
        return listing(
            plan,
            plan.quotas,
            f"Kế hoạch không nêu số lượng riêng cho {label}. Các chỉ tiêu có nêu:",
            stated=False,
        )
    found = matching(question)
    if own:
        return listing(plan, [item for item in own if item in found] or own, "")
    if found:
        if isinstance(found[0], Quota):
            return listing(plan, [item for item in found if isinstance(item, Quota)], "")
        return note_answer(found[0])
    return listing(plan, plan.quotas, f"Chỉ tiêu trong kế hoạch {plan.locality.name}:")


def matching(question: Question) -> list[Quota | Note | Unsaid]:
    plan = question.plan
    candidates: list[Candidate[Quota | Note | Unsaid]] = [
        Candidate(item, (item.title, *item.aliases), f"{item.text} {item.who or ''}")
        for item in plan.quotas
    ]
    candidates += [
        Candidate(item, (item.title, *item.aliases), item.text) for item in loose(plan, "quota")
    ]
    return best(rank(question.text, candidates, skip=names(plan)), floor=0.6)


def listing(
    plan: Plan,
    items: list[Quota] | tuple[Quota, ...],
    lead: str,
    stated: bool = True,
    who: bool = False,
) -> Answer:
    """`who` tells with each by whom it is to be met."""
    if not items:
        nothing = [item for item in plan.unsaid if item.topic == "quota"]
        if nothing:
            return note_answer(nothing[0])
        return Answer((f"Kế hoạch {plan.locality.name} không nêu chỉ tiêu số lượng.",))
    if len(items) == 1:
        return one(items[0], plan, lead, stated)
    lines = [
        f"- {item.text}" + (f" Thực hiện: {item.who}." if who and item.who else "")
        for item in items
    ]
    return Answer(
        lead=lead or f"Chỉ tiêu ở {plan.locality.name}:",
        blocks=tuple(lines[:LISTED]),
        extra=tuple(lines[LISTED:]),
        cites=tuple((item.section, item.title) for item in items[:LISTED]),
        choices=tuple(show(plan, item.id, item.title) for item in items[:LISTED])
        if len(items) > 2
        else (),
        stated=stated,
    )


def one(item: Quota, plan: Plan, lead: str = "", stated: bool = True) -> Answer:
    who = f"\n- Đơn vị thực hiện: {item.who}" if item.who else ""
    return Answer(
        lead=lead,
        blocks=(f"{plan.locality.name[:1].upper()}{plan.locality.name[1:]}: {item.text}{who}",),
        cites=((item.section, item.title),),
        stated=stated,
        entry=item.id,
    )
