"""When nothing fits: asks back with choices, offers the closest entries, or says what it can do."""

from __future__ import annotations

from actions.answers import names, show
from actions.localities import localities_meant, not_covered, place_not_covered
from actions.matching import Candidate, rank
from actions.registry import on_intent, payload
from actions.reply import Choice, Reply
from actions.small_talk import CAN, capabilities
from actions.turn import Outcome, Turn
from data.plans.schema import Entry, Note, Plan, Unsaid

CLOSE = 0.5  # share of the message's telling words an entry must hold to be offered
TITLES = {
    "criteria_general": "Tiêu chuẩn chung",
    "criteria_specific": "Tiêu chí theo lĩnh vực, đối tượng",
    "criteria_list": "Các nhóm có tiêu chí riêng",
    "exemplar_definition": "Thế nào là điển hình tiên tiến",
    "deadline": "Thời hạn, mốc thời gian",
    "quota": "Chỉ tiêu, số lượng",
    "responsibility": "Đơn vị nào phải làm gì",
    "process_who_nominates": "Ai được giới thiệu",
    "process_where": "Gửi về đâu",
    "process_how": "Các bước thực hiện",
    "process_papers": "Giấy tờ cần có",
    "plan_summary": "Tóm tắt kế hoạch",
    "plan_number": "Số, ký hiệu kế hoạch",
    "plan_date": "Ngày ban hành",
    "plan_issuer": "Cơ quan ban hành",
    "plan_signer": "Người ký",
    "plan_period": "Giai đoạn thực hiện",
    "plan_scope": "Phạm vi áp dụng",
    "plan_legal_basis": "Căn cứ",
    "plan_budget": "Kinh phí",
    "plan_purpose": "Mục đích, yêu cầu",
    "plan_recipients": "Nơi nhận kế hoạch",
    "propaganda_forms": "Hình thức tuyên truyền",
    "propaganda_channels": "Kênh tuyên truyền",
    "propaganda_exchange": "Giao lưu, học tập",
    "propaganda_contest": "Cuộc thi, ấn phẩm",
    "honour_forms": "Biểu dương, tôn vinh",
    "honour_reward": "Khen thưởng",
    "honour_support": "Hỗ trợ điển hình",
    "nominate": "Giới thiệu gương tốt",
    "nomination_status": "Xem đề cử đã gửi",
    "nomination_withdraw": "Rút đề cử",
    "nomination_help": "Cách giới thiệu ở đây",
    "story_read": "Đọc một câu chuyện",
    "subscribe": "Nhận câu chuyện hằng tuần",
    "unsubscribe": "Ngừng nhận tin",
    "subscription_info": "Lịch gửi tin",
    "locality_list": "Các địa phương có kế hoạch",
    "privacy_info": "Dữ liệu của tôi",
    "privacy_erase": "Xóa dữ liệu của tôi",
    "handoff": "Gặp cán bộ",
    "help": "Trợ lý làm được gì",
}


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
    candidates = [
        Candidate(
            entry,
            (entry.title, *entry.aliases),
            entry.text if isinstance(entry, Note | Unsaid) else "",
        )
        for _, entry in plan.entries()
    ]
    ranked = rank(text, candidates, skip=names(plan))
    return [match.item for match in ranked if match.score >= CLOSE][:3]
