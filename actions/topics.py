"""What each intent is about, and how it is offered as a choice."""

from __future__ import annotations

from actions.reply import Topic

TITLES: dict[str, str] = {
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
_PREFIXES: dict[str, Topic] = {
    "criteria": "criteria",
    "exemplar": "criteria",
    "deadline": "deadline",
    "quota": "quota",
    "responsibility": "responsibility",
    "process": "process",
    "plan": "plan",
    "propaganda": "propaganda",
    "honour": "honour",
    "story": "story",
    "subscribe": "subscription",
    "unsubscribe": "subscription",
    "subscription": "subscription",
    "locality": "locality",
    "privacy": "privacy",
    "handoff": "handoff",
    "wrong": "handoff",
    "out": "fallback",
}
FACTUAL: frozenset[Topic] = frozenset(
    {
        "criteria",
        "deadline",
        "quota",
        "responsibility",
        "process",
        "plan",
        "propaganda",
        "honour",
    }
)


def topic_of(intent: str) -> Topic | None:
    """The topic of an intent; None for moves of the dialogue and small talk."""
    if intent == "nomination_status":
        return "nomination_status"
    if intent.startswith("nominat"):
        return "nomination"
    return _PREFIXES.get(intent.split("_", maxsplit=1)[0])
