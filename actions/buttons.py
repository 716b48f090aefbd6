"""What the buttons under an answer do: show one entry of a plan, ask a question, more."""

from __future__ import annotations

from dataclasses import replace

from actions.answers import MORE, bullets
from actions.entries import shown
from actions.matching import mentions
from actions.registry import action_for_intent, on_intent, on_payload
from actions.reply import Reply
from actions.turn import Outcome, Turn
from actions.understanding import Understanding

WHERE = ("mục nào", "ghi ở đâu", "nguồn", "chỗ nào", "trang nào", "căn cứ vào đâu")


def where_it_stands(turn: Turn) -> Outcome | None:
    """The sections of the last answer."""
    sources = [source for reply in turn.state.last for source in reply.sources]
    plan = turn.plans.get(sources[0].plan) if sources else None
    if plan is None:
        return None
    text = f"Nội dung vừa rồi nằm trong kế hoạch {plan.locality.name}:\n" + bullets(
        [f"{source.title}: mục {source.section}" for source in sources]
    )
    reply = Reply(text=text, topic="plan", sources=tuple(sources))
    return Outcome((reply,), turn.state)


@on_payload("ask")
async def ask(turn: Turn) -> Outcome:
    """Asks what the button says; `intent` must be one that has an action."""
    intent = turn.arguments.get("intent", "")
    action = action_for_intent(intent)
    if action is None:
        return gone(turn)
    return await action(
        replace(turn, text="", understanding=Understanding(intent=intent, confidence=1.0))
    )


@on_payload("show")
async def show(turn: Turn) -> Outcome:
    plan = turn.plans.get(turn.arguments.get("plan"))
    wanted = turn.arguments.get("id")
    if plan:
        for topic, entry in plan.entries():
            if entry.id == wanted:
                return shown(entry, plan, topic, turn)
    return gone(turn)


@on_intent("more")
@on_payload("more")
async def more(turn: Turn) -> Outcome:
    """The next part of the last long answer; or where it stands, when that is asked."""
    if mentions(turn.text, WHERE) and (told := where_it_stands(turn)):
        return told
    if not turn.state.more:
        text = "Phần vừa rồi đã đủ rồi ạ. Anh/chị muốn hỏi thêm điều gì?"
        return Outcome((Reply(text=text, topic="help"),), turn.state)
    first, *rest = turn.state.more
    if rest:
        first = first.model_copy(update={"choices": (MORE,)})
    return Outcome((first,), turn.state.model_copy(update={"more": tuple(rest)}))


def gone(turn: Turn) -> Outcome:
    """A button of an answer that can no longer be given: a plan was replaced, what was said was
    erased, or nobody knows it."""
    text = "Nút này đã cũ, không còn dùng được. Anh/chị gõ câu hỏi giúp trợ lý nhé."
    return Outcome((Reply(text=text, topic="help"),), turn.state)
