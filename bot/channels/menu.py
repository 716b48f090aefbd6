"""The menu beside a conversation and the words before it, the same on every channel.

Payloads are those of the product's own buttons. The limits that all of it keeps to: Meta's
(developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api: greeting 160,
persistent-menu 20 lines of 30 letters, ice-breakers 4, as of 2024-06-26; that a question has 80
letters at most is unconfirmed) and Telegram's (core.telegram.org/bots/api#setmycommands,
#setmydescription 512, #setmyshortdescription 120, Bot API 10.3).
"""

from __future__ import annotations

from bot.channels.contract import Entry, Introduction

GREETING = 160
ABOUT = "Trợ lý tự động về người tốt, việc tốt ở địa phương. Gặp cán bộ được bất cứ lúc nào."
MENU = (
    Entry(
        "gioi_thieu",
        "Giới thiệu gương tốt",
        "ask:intent=nominate",
        "Tôi muốn giới thiệu một người tốt",
    ),
    Entry("tieu_chi", "Tiêu chí", "ask:intent=criteria_general", "Tiêu chí gương tốt là gì?"),
    Entry("thoi_han", "Thời hạn", "ask:intent=deadline", "Hạn nộp là khi nào?"),
    Entry("cau_chuyen", "Đọc một câu chuyện", "ask:intent=story_read", "Kể một câu chuyện đẹp"),
    Entry("nhan_tin", "Nhận câu chuyện hằng tuần", "ask:intent=subscribe"),
    Entry("ngung_nhan", "Ngừng nhận câu chuyện", "ask:intent=unsubscribe"),
    Entry("gap_can_bo", "Gặp cán bộ", "ask:intent=handoff"),
    Entry("help", "Trợ lý làm được gì", "ask:intent=help"),
)


def introduction(place: str | None) -> Introduction:
    """`place`: the locality's name, None for an account of many."""
    return Introduction(_greeting(place) or _greeting(None), _description(place), ABOUT, MENU)


def _of(place: str | None) -> str:
    return f" của {place}" if place else ""


def _greeting(place: str | None) -> str:
    """Empty when the place's name leaves no room."""
    told = (
        f"Trợ lý tự động{_of(place)}: nhận lời giới thiệu người tốt, trả lời về tiêu chí, thời "
        "hạn, kể chuyện đẹp. Cần người thật, nhắn “gặp cán bộ”."
    )
    return told if len(told) <= GREETING else ""


def _description(place: str | None) -> str:
    return (
        f"Đây là trợ lý tự động Gương Sáng{_of(place)}. Trợ lý nhận lời giới thiệu người tốt, "
        "việc tốt; trả lời về tiêu chí, thời hạn, chỉ tiêu trong kế hoạch điển hình tiên tiến; và "
        "kể chuyện gương tốt mỗi tuần.\n\nBấm nút bên dưới để bắt đầu. Muốn gặp người thật, nhắn "
        "“gặp cán bộ”."
    )
