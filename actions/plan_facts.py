"""What a plan says about itself: number, date, issuer, signer, period, scope, basis, money, aim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.about_plan import about_plan
from actions.answers import Answer, Question, ask, loose, names, note_answer
from actions.dates import distance, say
from actions.entries import entry_answer, named
from actions.matching import Candidate, best, rank
from actions.registry import on_intent
from data.plans.schema import Fact, Identity

LABELS: dict[str, tuple[str, Callable[[Identity], Fact | tuple[Fact, ...]]]] = {
    "plan_scope": ("Phạm vi", lambda identity: identity.scope),
    "plan_legal_basis": ("Căn cứ", lambda identity: identity.legal_basis),
    "plan_budget": ("Kinh phí", lambda identity: identity.budget),
    "plan_purpose": (
        "Mục đích, yêu cầu",
        lambda identity: (*identity.purpose, *identity.requirements, *identity.goals),
    ),
    "plan_recipients": ("Nơi nhận", lambda identity: identity.recipients),
}


OTHERWISE = 0.6  # a score at which a message names another fact about the plan


def fact(question: Question) -> Answer:
    plan = question.plan
    candidates = [
        Candidate(item, (item.title, *item.aliases), item.text) for item in loose(plan, "plan")
    ]
    other = best(rank(question.text, candidates, skip=names(plan)), floor=OTHERWISE)
    own = own_fact(question)
    if not other:
        return own
    more = note_answer(other[0])
    return replace(own, blocks=(*more.blocks, *own.blocks), cites=(*more.cites, *own.cites))


def own_fact(question: Question) -> Answer:
    label, read = LABELS[question.understanding.intent]
    found = read(question.plan.identity)
    facts = found if isinstance(found, tuple) else (found,)
    if len(facts) == 1:
        blocks: tuple[str, ...] = (f"{label} ({question.place}): {facts[0].text}",)
        lead = ""
    else:
        blocks = tuple(f"- {each.text}" for each in facts)
        lead = f"{label} ({question.place}):"
    return Answer(
        lead=lead,
        blocks=blocks,
        cites=tuple((each.section, label) for each in facts if each.section),
        stated=all(each.stated for each in facts),
    )


# What stands at the head and the foot of the document: few words, often asked for together.
IMPRINT: dict[str, tuple[str, Callable[[Identity], Fact]]] = {
    "plan_number": ("Số, ký hiệu", lambda identity: identity.number),
    "plan_date": ("Ngày ban hành", lambda identity: identity.date),
    "plan_issuer": ("Cơ quan ban hành", lambda identity: identity.issuer),
    "plan_signer": ("Người ký", lambda identity: identity.signer),
}


def imprint(question: Question) -> Answer:
    """The one asked for first, then the others."""
    identity = question.plan.identity
    asked = question.understanding.intent
    lines = [
        (label, read(identity))
        for _, (label, read) in sorted(IMPRINT.items(), key=lambda item: item[0] != asked)
    ]
    return Answer(
        lead=f"{identity.title.text.rstrip('.')}:",
        blocks=tuple(f"- {label}: {value.text}" for label, value in lines),
        cites=tuple((value.section, label) for label, value in lines if value.section),
        stated=lines[0][1].stated,
    )


def _register() -> None:
    for intent in LABELS:
        on_intent(intent)(about_plan("plan", intent)(fact))
    for intent in IMPRINT:
        on_intent(intent)(about_plan("plan", intent)(imprint))


_register()


@on_intent("plan_period")
@about_plan("plan", "plan_period")
def period(question: Question) -> Answer:
    runs, today = question.plan.identity.period, question.turn.today
    last = runs.last_day
    if today > last:
        state = f"Kế hoạch đã hết giai đoạn từ {say(last)} ({distance(last, today)})."
    else:
        state = (
            f"Kế hoạch đang trong giai đoạn thực hiện, đến {say(last)} ({distance(last, today)})."
        )
    return Answer(
        (f"Thời gian thực hiện ({question.place}): {runs.text}", state),
        ((runs.section, "Thời gian thực hiện"),),
    )


@on_intent("plan_summary")
@about_plan("plan", "plan_summary")
def summary(question: Question) -> Answer:
    plan, identity = question.plan, question.plan.identity
    if found := named(plan, question.text):
        return entry_answer(found[1], plan, question.turn)
    facts = [
        (label, value)
        for label, value in (
            ("Tên", identity.title),
            ("Số, ký hiệu", identity.number),
            ("Ngày ban hành", identity.date),
            ("Cơ quan ban hành", identity.issuer),
            ("Người ký", identity.signer),
            ("Phạm vi", identity.scope),
        )
    ]
    counts = (
        f"{len(plan.criteria.groups)} nhóm tiêu chí riêng, {len(plan.deadlines)} mốc thời gian, "
        f"{len(plan.quotas)} chỉ tiêu, {len({duty.unit for duty in plan.duties})} đơn vị có việc"
    )
    return Answer(
        lead=f"Kế hoạch của {question.place}:",
        blocks=(
            *(f"- {label}: {value.text}" for label, value in facts),
            f"- Giai đoạn: {identity.period.text}",
            f"- Có: {counts}.",
        ),
        cites=tuple((value.section, label) for label, value in facts if value.section),
        choices=(
            ask("Tiêu chuẩn", "criteria_general", plan),
            ask("Thời hạn", "deadline", plan),
            ask("Chỉ tiêu", "quota", plan),
            ask("Ai làm gì", "responsibility", plan),
        ),
    )
