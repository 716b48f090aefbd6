"""Which locality (*địa phương*) a message is about, choosing one, and which are known."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from actions.folding import phrase
from actions.matching import is_noise
from actions.pending import answer_pending
from actions.registry import on_intent, on_payload, payload
from actions.reply import Choice, Reply, Topic
from actions.turn import Outcome, Turn
from data.plans.catalogue import Catalogue
from data.plans.schema import Plan

_WITHIN = frozenset({"xã", "phường", "xa", "phuong", "p"})
_ABOVE = frozenset({"huyện", "quận", "huyen", "quan", "q"})
_LEVELS = _WITHIN | _ABOVE | {"tỉnh", "tinh", "tp"}
_NUMBERED = frozenset({"quận", "phường", "quan", "phuong", "q", "p", "quân"})
_AT = frozenset({"ở", "bên", "tại", "o", "ben", "tai"})
_WORDS = re.compile(r"\w+")
_LEVEL = re.compile(r"^(?:thanh pho|tinh|huyen|quan|xa|phuong|tp|[qp]) ")


def localities_meant(turn: Turn) -> tuple[Plan, ...]:
    """Named in the message, else by the button, else the conversation's; at most two."""
    named = [turn.plans.get(slug) for slug in turn.understanding.ids("locality")]
    if plans := tuple(plan for plan in dict.fromkeys(named) if plan):
        return plans[:2]
    if plan := turn.plans.get(turn.arguments.get("plan")):
        return (plan,)
    return (turn.plan,) if turn.plan else _containing(turn)


def place_not_covered(turn: Turn) -> str | None:
    """A place that is named and that no plan is about or lies in: "xã Nga Sơn", "ở Đà Lạt"."""
    here = turn.plan.locality.parents if turn.plan else ()
    known = {
        name
        for plan in turn.plans
        for place in (
            plan.locality.name,
            *plan.locality.aliases,
            *(here if turn.plan else plan.locality.parents),
        )
        for name in (phrase(place), _bare(place))
    }
    said = list(_WORDS.finditer(turn.text))
    levels = _LEVELS - _WITHIN if turn.plan and turn.plan.locality.level in _ABOVE else _LEVELS
    for index, match in enumerate(said):
        word = match[0].lower()
        if word in _WITHIN and word not in levels:
            continue  # a commune of the district that is spoken of
        name = _name_after(turn.text, said[index : index + 6])
        if word in _NUMBERED and said[index + 1 : index + 2]:
            name = [said[index + 1][0]] if said[index + 1][0].isdigit() else name
        numbered = word in _NUMBERED and name and name[0].isdigit()
        enough = 1 if word in levels or numbered else 2 if word in _AT else 99
        if len(name) >= enough and not _known(name, known) and not _is_office(name, turn.text):
            return " ".join((match[0], *name) if enough == 1 else name)
    text = f" {phrase(turn.text)} "
    return next(
        (place for place in turn.plans.vocabulary.elsewhere if f" {phrase(place)} " in text), None
    )


def _bare(place: str) -> str:
    """Folded, without its level: "Thành phố Hồ Chí Minh" → "ho chi minh"; "gò vấp" stays whole."""
    return _LEVEL.sub("", phrase(place))


def _name_after(text: str, said: list[re.Match[str]]) -> list[str]:
    """Capitalised words that follow the first one, with nothing but spaces between."""
    joined = takewhile(
        lambda pair: text[pair[0].end() : pair[1].start()].isspace() and pair[1][0][0].isupper(),
        pairwise(said),
    )
    return [following[0] for _, following in joined]


def _known(name: list[str], known: set[str]) -> bool:
    """Whether the name begins with a known one; in capitals what follows may be no name."""
    return any(phrase(" ".join(name[:size])) in known for size in range(1, len(name) + 1))


def _is_office(name: list[str], text: str) -> bool:
    """ "ở Phòng Nội vụ" names an office, "ở UBND xã" and "xã II" no place either."""
    first = name[0].lower()
    offices = "phòng ban hội ủy ubnd hđnd mttq mặt trung trường trạm đảng công đoàn đại đài kế"
    return first in offices.split() or _shouted(name, text)


def _shouted(name: list[str], text: str) -> bool:
    """Words in capitals are no name, unless all of the message is in capitals and they are few."""
    if not all(word.isupper() for word in name):
        return False
    return not text.isupper() or len(name) > 3 or any(is_noise(word.lower()) for word in name)


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


def ask_where(turn: Turn, text: str, likeliest: Plan | None = None) -> Outcome:
    """Offers the localities, the likeliest first."""
    offered = sorted(
        choices(turn.plans),
        key=lambda choice: (
            likeliest is None or choice.payload != payload("locality", slug=likeliest.locality.slug)
        ),
    )
    reply = Reply(text=text, topic="locality", choices=tuple(offered))
    return Outcome((reply,), turn.state)


@on_payload("locality")
async def choose(turn: Turn) -> Outcome:
    plan = turn.plans.get(turn.arguments.get("slug"))
    if plan is None:
        return await which_are_known(turn)
    chosen = turn.with_state(locality=plan.locality.slug, chosen=True)
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
    chosen = turn.with_state(locality=plans[0].locality.slug, chosen=True)
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
