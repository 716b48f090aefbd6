"""Duties (*trách nhiệm*): what a unit must do, and who must do a thing."""

from __future__ import annotations

from dataclasses import replace

from actions.about_plan import about_plan
from actions.answers import Answer, Question, ask, bullets, loose, names, note_answer
from actions.criteria import groups_meant
from actions.deadlines import dated_things
from actions.deadlines import listing as deadline_listing
from actions.deadlines import one as one_deadline
from actions.matching import Candidate, best, mentions, rank, telling
from actions.quotas import listing as quota_listing
from actions.quotas import one as one_quota
from actions.registry import on_intent
from actions.reply import Choice
from actions.units import units_meant
from data.plans.schema import Duty, Note, Plan, Quota, Unit, Unsaid

MASS = (
    *("hội phụ nữ", "đoàn thanh niên", "hội cựu chiến binh", "hội nông dân", "công đoàn"),
    *("công an xã", "ban chỉ huy quân sự", "trạm y tế", "trường học", "nhà trường"),
    *("hội người cao tuổi", "hội khuyến học", "hội chữ thập đỏ", "chi đoàn", "hội thanh niên"),
)
PLAINLY, NEARLY = 0.55, 0.35  # share of the telling words that a duty holds
IN_CHARGE = ("đứng ra", "đầu mối", "lo việc này", "chủ trì chung")


@on_intent("responsibility")
@about_plan("responsibility", "responsibility")
def responsibility(question: Question) -> Answer:
    plan = question.plan
    if led := leads(question):
        return quota_listing(plan, led, "", who=True)
    units = units_meant(question)
    organisation = next((each for each in MASS if mentions(question.text, (each,))), None)
    if organisation and not any(mentions(organisation, (u.name, *u.aliases)) for u in units):
        return _of_mass(question, organisation)
    if any(_duties(plan, unit) for unit in units):
        return of_units(question, units[:2])
    if mentions(question.text, IN_CHARGE):
        contacts = [step for step in plan.process if step.kind == "contact"]
        if contacts:
            return note_answer(contacts[0])
    if dated := dated_things(question):
        return deadline_listing(plan, dated, question.turn.today, "")
    found = who_does(question)
    if named := [entity.text for entity in question.understanding.of("unit")]:
        silent = [item for item in found if isinstance(item, Unsaid)]
        return note_answer(silent[0]) if silent else _no_duty(plan, named[0])
    if found:
        first = found[0]
        if isinstance(first, tuple):
            return _who(plan, [item for item in found if isinstance(item, tuple)])
        return note_answer(first)
    near = [item for item in who_does(question, NEARLY) if isinstance(item, tuple)]
    if near and len(telling(question.text, names(plan))) > 1:
        lead = f"Gần nhất với câu hỏi, kế hoạch {plan.locality.name} giao:"
        return replace(_who(plan, near), lead=lead)
    return Answer(
        (
            f"Kế hoạch {plan.locality.name} giao việc cho: "
            f"{'; '.join(unit.name for unit in _with_duties(plan))}.",
            "Anh/chị muốn xem việc của đơn vị nào ạ?",
        ),
        cites=tuple((duty.section, "Tổ chức thực hiện") for duty in plan.duties[:1]),
        choices=_unit_choices(plan),
    )


def _of_mass(question: Question, name: str) -> Answer:
    """A mass organisation the plan does not name: said so, with what it asks of all of them."""
    plan = question.plan
    silent = [item for item in who_does(question) if isinstance(item, Unsaid)]
    common = [unit for unit in _with_duties(plan) if mentions(unit.name, ("đoàn thể", "tổ chức"))]
    if not common:
        return note_answer(silent[0]) if silent else _no_duty(plan, name)
    answer = of_units(question, common[:1])
    lead = (
        silent[0].text
        if silent
        else f"Kế hoạch {plan.locality.name} không nêu riêng {name}; việc chung của các đơn vị:"
    )
    return replace(answer, lead=lead)


def leads(question: Question) -> list[Quota]:
    """For a movement or field: the quotas that say which unit leads it."""
    groups = {group.id for group in groups_meant(question)}
    return [quota for quota in question.plan.quotas if groups & set(quota.groups) and quota.who]


def _no_duty(plan: Plan, name: str) -> Answer:
    return Answer(
        (
            f"Kế hoạch {plan.locality.name} không nêu việc riêng cho “{name}”.",
            f"Các đơn vị được giao việc: {'; '.join(unit.name for unit in _with_duties(plan))}.",
        ),
        choices=_unit_choices(plan),
        stated=False,
    )


def of_units(question: Question, units: list[Unit]) -> Answer:
    plan, today = question.plan, question.turn.today
    blocks: list[str] = []
    extra: list[str] = []
    cites: list[tuple[str, str]] = []
    for unit in units:
        duties = _duties(plan, unit)
        for number, duty in enumerate(duties):
            head = f"{unit.name}:\n" if not number else ""
            blocks.append(head + bullets(duty.points))
            cites.append((duty.section, unit.name))
        if not duties:
            blocks.append(f"Kế hoạch không nêu việc riêng cho {unit.name}.")
        for deadline in plan.deadlines:
            if unit.id in deadline.units:
                extra.append("Có thời hạn – " + one_deadline(deadline, plan, today).blocks[0])
        for quota in plan.quotas:
            if unit.id in quota.units:
                extra.append("Chỉ tiêu – " + one_quota(quota, plan).blocks[0])
    return Answer(
        lead=f"Theo kế hoạch {plan.locality.name}:",
        blocks=tuple(blocks),
        extra=tuple(extra),
        cites=tuple(cites),
        choices=tuple(
            ask(f"Thời hạn của {unit.name}", "deadline", plan, unit=unit.id)
            for unit in units
            if any(unit.id in deadline.units for deadline in plan.deadlines)
        ),
    )


def who_does(question: Question, floor: float = PLAINLY) -> list[tuple[Duty, str] | Note | Unsaid]:
    """Duties whose words are those of the message."""
    plan = question.plan
    candidates: list[Candidate[tuple[Duty, str] | Note | Unsaid]] = [
        Candidate((duty, point), (point,)) for duty in plan.duties for point in duty.points
    ]
    candidates += [
        Candidate(item, (item.title, *item.aliases), item.text)
        for item in loose(plan, "responsibility")
    ]
    return best(rank(question.text, candidates, skip=names(plan)), floor=floor, within=0.9)[:3]


def _who(plan: Plan, found: list[tuple[Duty, str]]) -> Answer:
    unit_names = {unit.id: unit.name for unit in plan.units}
    lines = [f"- {unit_names[duty.unit]}: {point}" for duty, point in found]
    return Answer(
        lead=f"Theo kế hoạch {plan.locality.name}, việc này thuộc về:",
        blocks=tuple(lines),
        cites=tuple((duty.section, unit_names[duty.unit]) for duty, _ in found),
        choices=tuple(
            ask(f"Việc của {unit_names[unit]}", "responsibility", plan, unit=unit)
            for unit in dict.fromkeys(duty.unit for duty, _ in found)
        ),
    )


def _duties(plan: Plan, unit: Unit) -> list[Duty]:
    return [duty for duty in plan.duties if duty.unit == unit.id]


def _with_duties(plan: Plan) -> list[Unit]:
    given = {duty.unit for duty in plan.duties}
    return [unit for unit in plan.units if unit.id in given]


def _unit_choices(plan: Plan) -> tuple[Choice, ...]:
    return tuple(
        ask(unit.name, "responsibility", plan, unit=unit.id) for unit in _with_duties(plan)
    )
