"""When nothing fits: asks back with choices, offers the closest entries, or says what it can do."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answers import names, show
from actions.entries import candidates, named, shown
from actions.localities import localities_meant, not_covered, place_not_covered
from actions.matching import rank
from actions.registry import on_intent, payload
from actions.reply import Choice, Reply
from actions.small_talk import CAN, capabilities
from actions.topics import TITLES, topic_of
from actions.turn import Outcome, Turn
from data.plans.schema import Entry, Plan, Unsaid

CLOSE = 0.5  # share of the message's telling words an entry must hold to be offered


def ask_back(turn: Turn, intents: list[str]) -> Outcome:
    """Not sure which of these was meant: asks, instead of guessing."""
    plan = turn.understanding.ids("locality")
    extra = {"plan": plan[0]} if plan else {}
    choices = tuple(
        Choice(title=TITLES[intent], payload=payload("ask", intent=intent, **extra))
        for intent in intents
        if intent in TITLES
    )
    text = "Trợ lý chưa chắc đã hiểu đúng. Ý anh/chị là:"
    return Outcome((Reply(text=text, topic="fallback", choices=choices),), turn.state)


@on_intent("out_of_scope")
async def out_of_scope(turn: Turn) -> Outcome:
    if not turn.understanding.ids("locality") and (place := place_not_covered(turn)):
        return not_covered(turn, place)
    misses = turn.state.misses + 1
    state = turn.state.model_copy(update={"misses": misses})
    text = (
        "Câu này nằm ngoài những gì trợ lý biết, nên trợ lý không trả lời để tránh sai. "
        "Việc khác, anh/chị hỏi UBND nơi mình ở giúp ạ."
    )
    choices: tuple[Choice, ...] = CAN
    if misses >= 2:
        choices = (Choice(title="Gặp cán bộ", payload=payload("ask", intent="handoff")), *CAN)
    return Outcome((Reply(text=text, topic="fallback", choices=choices),), state)


def answer_by_words(turn: Turn, intents: Sequence[str]) -> Outcome | None:
    """Not sure of the intent, but one entry of the plan is plainly named: that entry."""
    topics = {topic_of(intent) for intent in intents}
    for plan in localities_meant(turn)[:1]:
        found = named(plan, turn.text)
        if found and (not topics or found[0] in topics):
            return shown(found[1], plan, found[0], turn)
    return None


async def nearest(turn: Turn) -> Outcome:
    """Not understood: offers the entries whose words stand in the message, said as such."""
    plans = localities_meant(turn)
    offered: list[Choice] = []
    for plan in plans:
        offered += [show(plan, entry.id, entry.title) for entry in closest(plan, turn.text)]
    if offered:
        text = (
            "Trợ lý chưa tìm thấy câu trả lời đúng ý. Gần nhất trong kế hoạch "
            f"{plans[0].locality.name} có các mục này, anh/chị xem thử ạ:"
        )
        reply = Reply(text=text, topic="fallback", choices=tuple(offered[:4]))
        return Outcome((reply,), turn.state)
    misses = turn.state.misses + 1
    state = turn.state.model_copy(update={"misses": misses})
    reply = capabilities("Trợ lý chưa hiểu ý anh/chị. Anh/chị viết lại ngắn gọn hơn giúp ạ.")
    choices = reply.choices
    if misses >= 2:
        choices = (Choice(title="Gặp cán bộ", payload=payload("ask", intent="handoff")), *choices)
    return Outcome((reply.model_copy(update={"topic": "fallback", "choices": choices}),), state)


def closest(plan: Plan, text: str) -> list[Entry | Unsaid]:
    ranked = rank(text, candidates(plan), skip=names(plan))
    return [match.item[1] for match in ranked if match.score >= CLOSE][:3]
