"""Courtesies, who the assistant is, and what it can do."""

from __future__ import annotations

from actions.registry import on_intent, payload
from actions.reply import Choice, Reply
from actions.turn import Outcome, Turn

NAME = "Gương Sáng"
CAN = (
    Choice(title="Giới thiệu gương tốt", payload=payload("ask", intent="nominate")),
    Choice(title="Tiêu chí", payload=payload("ask", intent="criteria_general")),
    Choice(title="Thời hạn", payload=payload("ask", intent="deadline")),
    Choice(title="Đọc một câu chuyện", payload=payload("ask", intent="story_read")),
    Choice(title="Nhận câu chuyện hằng tuần", payload=payload("ask", intent="subscribe")),
)


def greeting(turn: Turn) -> Reply:
    """The first words: says at once that this is a machine and that a person can be reached."""
    where = f" của {turn.plan.locality.name}" if turn.plan else ""
    return Reply(
        text=(
            f"Chào anh/chị, đây là trợ lý tự động {NAME}{where}. Trợ lý giúp giới thiệu người "
            "tốt, việc tốt; trả lời về tiêu chí, thời hạn, chỉ tiêu trong kế hoạch điển hình tiên "
            "tiến; và kể chuyện gương tốt mỗi tuần. Muốn gặp người thật, anh/chị nhắn "
            "“gặp cán bộ”."
        ),
        topic="smalltalk",
        choices=CAN,
    )


def capabilities(lead: str) -> Reply:
    return Reply(
        text=f"{lead}\nTrợ lý có thể: nhận lời giới thiệu gương tốt, trả lời về tiêu chí, thời "
        "hạn, chỉ tiêu, trách nhiệm, quy trình, hình thức tuyên truyền, khen thưởng theo kế "
        "hoạch của địa phương, và kể chuyện gương tốt.",
        topic="help",
        choices=CAN,
    )


@on_intent("greet")
async def greet(turn: Turn) -> Outcome:
    if not turn.state.greeted:
        return Outcome((greeting(turn),), turn.state.model_copy(update={"greeted": True}))
    text = "Chào anh/chị. Trợ lý giúp được gì ạ?"
    return Outcome((Reply(text=text, topic="smalltalk", choices=CAN),), turn.state)


@on_intent("thanks")
async def thanks(turn: Turn) -> Outcome:
    text = "Cảm ơn anh/chị. Cần gì thêm, anh/chị cứ nhắn ạ."
    return Outcome((Reply(text=text, topic="smalltalk"),), turn.state)


@on_intent("goodbye")
async def goodbye(turn: Turn) -> Outcome:
    text = "Chào anh/chị, hẹn gặp lại. Chúc anh/chị nhiều niềm vui."
    return Outcome((Reply(text=text, topic="smalltalk"),), turn.state)


@on_intent("bot_identity")
async def identity(turn: Turn) -> Outcome:
    text = (
        f"Đây là trợ lý tự động {NAME}, không phải người thật. Câu trả lời lấy từ kế hoạch của "
        "địa phương và luôn ghi rõ mục. Muốn gặp người thật, anh/chị nhắn “gặp cán bộ”."
    )
    return Outcome((Reply(text=text, topic="smalltalk", choices=CAN),), turn.state)


@on_intent("help")
async def help_(turn: Turn) -> Outcome:
    return Outcome(
        (capabilities("Anh/chị cứ hỏi bằng lời thường, có dấu hay không đều được."),), turn.state
    )
