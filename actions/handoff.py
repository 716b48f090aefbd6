"""Reaching a person, and "that was wrong"."""

from __future__ import annotations

import datetime as dt

from actions.dates import say
from actions.registry import on_intent, payload
from actions.reply import Choice, Reply
from actions.turn import Outcome, Turn
from data.handoffs import open_handoff, request_handoff
from data.masking import mask_phones
from data.reviews import record


@on_intent("handoff")
async def handoff(turn: Turn) -> Outcome:
    """Keeps the request; the assistant goes on answering until a person does."""
    still = await open_handoff(turn.db, turn.conversation)
    if still is not None and still.last_at is not None:
        text = "Cán bộ đang trả lời anh/chị ở đây. Anh/chị viết tiếp, cán bộ sẽ đọc ạ."
    elif still is not None:
        text = (
            f"Yêu cầu gặp cán bộ của anh/chị đã được ghi lại {_when(still.started_at, turn.now)} "
            "và đang chờ. Trong lúc chờ, trợ lý vẫn trả lời được ạ."
        )
    else:
        await request_handoff(turn.db, turn.conversation, "asked", None, turn.state.locality)
        text = (
            "Trợ lý đã ghi lại yêu cầu gặp cán bộ, để cán bộ địa phương xem. Việc cần ngay, "
            "anh/chị đến hoặc gọi UBND nơi mình ở ạ."
        )
    return Outcome(
        (Reply(text=text, topic="handoff"),), turn.state.model_copy(update={"handoff_at": turn.now})
    )


def _when(at: dt.datetime, now: dt.datetime) -> str:
    local = at.astimezone(now.tzinfo)
    return f"lúc {local:%H:%M}" + ("" if local.date() == now.date() else f" ngày {say(local)}")


@on_intent("danger")
async def danger(turn: Turn) -> Outcome:
    """Somebody may be in danger: who helps at once, and nothing else."""
    text = (
        "Nếu anh/chị hoặc ai đó đang gặp nguy hiểm, xin gọi ngay: 113 (công an), 114 (cứu hỏa, "
        "cứu nạn), 115 (cấp cứu), 111 (bảo vệ trẻ em). Đây là trợ lý tự động, không thay được "
        "người thật. Nếu đang rất buồn hay sợ, anh/chị hãy nói ngay với một người tin cậy ở gần."
    )
    choice = Choice(title="Gặp cán bộ", payload=payload("ask", intent="handoff"))
    return Outcome((Reply(text=text, topic="handoff", choices=(choice,)),), turn.state)


@on_intent("wrong_answer")
async def wrong_answer(turn: Turn) -> Outcome:
    """Keeps what was said to be wrong, for a person to look at, and asks what was meant."""
    if turn.state.heard:
        await record(turn.db, turn.person, "wrong", turn.state.heard)
    said = " / ".join(reply.text[:200] for reply in turn.state.last)
    await request_handoff(
        turn.db, turn.conversation, "wrong_answer", mask_phones(f"{turn.text}\n← {said}")[:2000]
    )
    text = (
        "Xin lỗi anh/chị. Trợ lý đã ghi lại để cán bộ xem. Anh/chị viết lại câu hỏi theo cách "
        "khác, hoặc bấm để gặp cán bộ ạ."
    )
    choice = Choice(title="Gặp cán bộ", payload=payload("ask", intent="handoff"))
    return Outcome((Reply(text=text, topic="handoff", choices=(choice,)),), turn.state)
