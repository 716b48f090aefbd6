"""Moves of a conversation outside a form: follow up, yes, no, repeat, nothing to go back to."""

from __future__ import annotations

from dataclasses import replace

from actions.carrying import carried
from actions.matching import mentions
from actions.registry import action_for_intent, on_intent, parse_payload
from actions.reply import Choice, Reply
from actions.small_talk import capabilities
from actions.turn import Outcome, Turn
from actions.understanding import Understanding


@on_intent("follow_up")
async def follow_up(turn: Turn) -> Outcome:
    """The last question again, with what the message names put in its place."""
    focus = turn.state.focus
    if focus is None or focus.until < turn.now:
        return await named_alone(turn)
    if _starts_afresh(turn.understanding, focus.topic) and not asked_for(turn.text):
        return await named_alone(turn)
    criteria = "criteria_specific" if mentions(turn.text, ("tiêu chí", "tiêu chuẩn")) else None
    action = action_for_intent(asked_for(turn.text) or criteria or _better(focus.intent, turn))
    if action is None:
        return await named_alone(turn)
    return await action(
        replace(
            turn,
            arguments={"plan": focus.locality} if focus.locality else {},
            understanding=carried(turn.understanding, focus.entities),
        )
    )


# What a short question asks for by one telling phrase: "còn phong trào ấy thì ai lo?"
_ASKED = (
    ("quota", ("phần trăm",)),
    ("plan_budget", ("kinh phí", "tiền ở đâu")),
    (
        "plan_legal_basis",
        ("chỉ thị số", "chỉ thị nào", "chỉ thị gì", "chỉ thị mấy", "nghị quyết nào", "luật nào"),
    ),
    (
        "quota",
        (
            *("bao nhiêu gương", "bao nhiêu điển hình", "bao nhiêu mô hình", "bao nhiêu người"),
            *("mấy gương", "mấy điển hình", "mấy mô hình", "mấy tập thể", "mấy cá nhân"),
            "chỉ tiêu",
        ),
    ),
    (
        "criteria_specific",
        ("tiêu chuẩn nào", "tiêu chí nào", "mục chi", "diện nào", "diện chi", "xét theo ý nào"),
    ),
    (
        "deadline",
        (
            *("bao giờ", "khi nào", "lúc nào", "ngày nào", "hạn", "hôm nào", "mấy giờ"),
            *("tầm nào", "chừng nào", "khi mô", "bữa nào", "tháng mấy", "ngày mấy"),
        ),
    ),
    ("responsibility", ("ai làm", "ai lo", "cơ quan nào", "đơn vị nào", "phòng nào", "ai chủ trì")),
    ("process_where", ("gửi đâu", "nộp đâu", "gửi về đâu", "nộp ở đâu", "gửi cho ai")),
)


def asked_for(text: str) -> str | None:
    """The intent of a question word that leaves no doubt; None when there is none."""
    return next((intent for intent, phrases in _ASKED if mentions(text, phrases)), None)


def _starts_afresh(named: Understanding, topic: str) -> bool:
    """A field after a question that no field has an answer to is a question of its own."""
    if named.of("movement"):
        return topic not in ("criteria", "quota", "responsibility")
    if named.of("field") or named.of("subject"):
        return topic not in ("criteria", "quota")
    return bool(named.of("unit")) and topic not in ("responsibility", "deadline", "quota")


def _better(intent: str, turn: Turn) -> str:
    """ "Tiêu chuẩn chung" followed by "còn y tế?" asks for the criteria of a field."""
    if intent in ("criteria_list", "exemplar_definition", "criteria_general") and (
        turn.understanding.of("field") or turn.understanding.of("movement")
    ):
        return "criteria_specific"
    return intent


async def named_alone(turn: Turn) -> Outcome:
    """Something is named and nothing asked: asks what about it is wanted."""
    named = turn.understanding
    intent = asked_for(turn.text)
    if intent and (asked := action_for_intent(intent)):
        return await asked(turn)
    if named.of("field") or named.of("movement") or named.of("subject"):
        action = action_for_intent("criteria_specific")
        assert action is not None
        return await action(turn)
    if named.of("unit"):
        action = action_for_intent("responsibility")
        assert action is not None
        return await action(turn)
    if named.of("locality"):
        action = action_for_intent("locality_set")
        assert action is not None
        return await action(turn)
    return Outcome(
        (capabilities("Anh/chị nói rõ thêm giúp trợ lý: muốn hỏi về điều gì ạ?"),), turn.state
    )


@on_intent("affirm")
async def affirm(turn: Turn) -> Outcome:
    """Yes to the only thing that was offered; with several on offer, asks which."""
    offered = turn.state.choices
    if len(offered) == 1 and not _needs_a_tap(offered[0]):
        from actions.registry import action_for_payload

        name, arguments = parse_payload(offered[0].payload)
        action = action_for_payload(name)
        if action:
            return await action(replace(turn, arguments=arguments, payload=offered[0].payload))
    if offered:
        text = "Anh/chị chọn giúp một mục ạ:"
        return Outcome((Reply(text=text, topic="help", choices=offered),), turn.state)
    return Outcome((capabilities("Dạ. Anh/chị cần trợ lý giúp gì ạ?"),), turn.state)


def _needs_a_tap(choice: Choice) -> bool:
    """Personal acts (subscribe, erase, withdraw, send) are confirmed by their button alone."""
    return "confirm" in choice.payload or "do=" in choice.payload


@on_intent("deny", "cancel")
async def deny(turn: Turn) -> Outcome:
    state = turn.state.model_copy(update={"pending": None, "choices": (), "more": ()})
    text = "Dạ vâng, trợ lý không làm gì thêm. Khi cần, anh/chị cứ nhắn ạ."
    return Outcome((Reply(text=text, topic="help"),), state)


@on_intent("repeat")
async def repeat(turn: Turn) -> Outcome:
    if not turn.state.last:
        return Outcome((capabilities("Trợ lý chưa nói gì ạ."),), turn.state)
    return Outcome(turn.state.last, turn.state)


@on_intent("back", "skip", "resume", "correct", "inform")
async def without_form(turn: Turn) -> Outcome:
    """A move or an answer that belongs to a form, with no form open."""
    if turn.understanding.intent == "inform" and turn.understanding.entities:
        return await named_alone(turn)
    return Outcome(
        (capabilities("Hiện không có phần nào đang viết dở. Anh/chị cần trợ lý giúp gì ạ?"),),
        turn.state,
    )
