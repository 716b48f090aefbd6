"""Which locality (*địa phương*) a message is about, choosing one, and which are known."""

from __future__ import annotations

import re

from actions.folding import phrase
from actions.pending import answer_pending
from actions.registry import on_intent, on_payload, payload
from actions.reply import Choice, Reply, Topic
from actions.turn import Outcome, Turn
from data.plans.catalogue import Catalogue
from data.plans.schema import Plan

_NAMED = re.compile(
    r"\b(?:[Xx]ã|[Pp]hường|[Hh]uyện|[Qq]uận|[Tt]hị trấn|[Tt]hị xã|[Tt]ỉnh|[Tt]hành phố)"
    r"((?: (?:[A-ZĐÀ-Ỹ][\w]*))+)"
)


def localities_meant(turn: Turn) -> tuple[Plan, ...]:
    """Named in the message, else by the button, else the conversation's; at most two."""
    named = [turn.plans.get(slug) for slug in turn.understanding.ids("locality")]
    if plans := tuple(plan for plan in dict.fromkeys(named) if plan):
        return plans[:2]
    if plan := turn.plans.get(turn.arguments.get("plan")):
        return (plan,)
    return (turn.plan,) if turn.plan else ()


def place_not_covered(turn: Turn) -> str | None:
    """A place named with its level ("xã Nga Sơn") that no plan is about or lies in."""
    known = {
        name
        for plan in turn.plans
        for place in (plan.locality.name, *plan.locality.aliases, *plan.locality.parents)
        for name in (phrase(place), phrase(place.split(" ", 1)[-1]))
    }
    for match in _NAMED.finditer(turn.text):
        if phrase(match.group(1)) not in known:
            return match.group(0)
    return None


def choices(plans: Catalogue) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            title=_capital(plan.locality.name),
            payload=payload("locality", slug=plan.locality.slug),
        )
        for plan in plans
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def ask_which(turn: Turn, topic: Topic, intent: str) -> Outcome:
    """Asks for the locality and keeps the question, to answer it once it is known."""
    pending = {
        "intent": intent,
        "text": turn.text,
        "arguments": dict(turn.arguments),
        "entities": [entity.model_dump(mode="json") for entity in turn.understanding.entities],
    }
    reply = Reply(
        text="Anh/chị hỏi về địa phương nào ạ? Mỗi nơi có kế hoạch riêng.",
        topic=topic,
        choices=choices(turn.plans),
    )
    return Outcome((reply,), turn.state.model_copy(update={"pending": pending}))


@on_payload("locality")
async def choose(turn: Turn) -> Outcome:
    plan = turn.plans.get(turn.arguments.get("slug"))
    if plan is None:
        return await which_are_known(turn)
    chosen = turn.with_state(locality=plan.locality.slug)
    if turn.state.pending:
        return await answer_pending(chosen)
    return Outcome((_chosen(plan),), chosen.state)


def _chosen(plan: Plan) -> Reply:
    within = ", ".join(plan.locality.parents)
    return Reply(
        text=f"Từ giờ trợ lý trả lời theo kế hoạch của {plan.locality.name} ({within}). "
        "Anh/chị muốn hỏi gì ạ?",
        topic="locality",
        choices=(
            Choice(title="Tiêu chí", payload=payload("ask", intent="criteria_general")),
            Choice(title="Thời hạn", payload=payload("ask", intent="deadline")),
            Choice(title="Giới thiệu gương tốt", payload=payload("ask", intent="nominate")),
        ),
    )


@on_intent("locality_set")
async def set_locality(turn: Turn) -> Outcome:
    plans = localities_meant(turn) if turn.understanding.ids("locality") else ()
    plans = plans or _containing(turn)
    if not plans:
        return not_covered(turn, place_not_covered(turn))
    chosen = turn.with_state(locality=plans[0].locality.slug)
    if turn.state.pending:
        return await answer_pending(chosen)
    return Outcome((_chosen(plans[0]),), chosen.state)


def _containing(turn: Turn) -> tuple[Plan, ...]:
    """The one plan inside a district or province that was named instead."""
    said = f" {phrase(turn.text)} "
    inside = {
        plan.locality.slug: plan
        for plan in turn.plans
        for parent in plan.locality.parents
        if f" {phrase(parent.split(' ', 1)[-1])} " in said
    }
    return tuple(inside.values()) if len(inside) == 1 else ()


def not_covered(turn: Turn, place: str | None) -> Outcome:
    names = ", ".join(plan.locality.name for plan in turn.plans)
    text = (
        f"Trợ lý chưa có kế hoạch của {place or 'nơi đó'} nên không trả lời thay được. "
        f"Hiện trợ lý chỉ có kế hoạch của: {names}."
    )
    reply = Reply(text=text, topic="locality", choices=choices(turn.plans))
    return Outcome((reply,), turn.state)


@on_intent("locality_list")
async def which_are_known(turn: Turn) -> Outcome:
    lines = [
        f"- {_capital(plan.locality.name)} ({', '.join(plan.locality.parents)}), "
        f"giai đoạn {plan.identity.period.first}–{plan.identity.period.last}"
        for plan in turn.plans
    ]
    here = f"\nĐang trả lời theo {turn.plan.locality.name}." if turn.plan else ""
    text = "Trợ lý có kế hoạch của:\n" + "\n".join(lines) + here
    return Outcome((Reply(text=text, topic="locality", choices=choices(turn.plans)),), turn.state)
