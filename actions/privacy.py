"""What happens to people's data, and erasing it (Law 91/2025/QH15; `/rieng-tu` says it all)."""

from __future__ import annotations

from actions.linking import may_want_linking
from actions.registry import on_intent, on_payload, payload
from actions.reply import Choice, Media, Reply
from actions.state import State
from actions.turn import Outcome, Turn
from data.erasure import erase_person
from data.linking import is_linked

ERASE = Choice(title="Xóa dữ liệu của tôi", payload=payload("ask", intent="privacy_erase"))


@on_intent("privacy_info")
async def info(turn: Turn) -> Outcome:
    text = (
        "Trợ lý giữ: tin nhắn (số điện thoại được che), đề cử anh/chị gửi, việc đăng ký nhận tin; "
        "câu trợ lý hiểu chưa chắc được giữ riêng, che tên và số, để sửa cách hiểu. "
        "Tên và số điện thoại của người giới thiệu là tùy chọn, chỉ cán bộ xử lý đề cử xem được, "
        "không đăng công khai. Chuyện về người được giới thiệu chỉ đăng khi người đó đồng ý; trẻ "
        "dưới 16 tuổi cần cả cha mẹ hoặc người giám hộ đồng ý. Anh/chị xem, sửa, rút hoặc xóa dữ "
        "liệu của mình lúc nào cũng được."
    )
    page = Media(kind="link", url="/rieng-tu", alt="Trang về dữ liệu cá nhân")
    return _say(turn.state, text, (ERASE, *await may_want_linking(turn)), (page,))


@on_intent("privacy_erase")
async def erase(turn: Turn) -> Outcome:
    linked = await is_linked(turn.db, turn.person)
    where = "ở mọi tài khoản đã liên kết" if linked else "trong cuộc trò chuyện này"
    text = (
        "Xóa dữ liệu sẽ bỏ hẳn tin nhắn, bản viết dở, các đề cử anh/chị đã gửi và việc đăng ký "
        f"nhận tin {where}. Không lấy lại được. Anh/chị bấm nút để xác nhận ạ."
    )
    confirm = Choice(title="Xóa hết", payload=payload("erase", do="confirm"))
    keep = Choice(title="Không xóa", payload=payload("erase", do="keep"))
    return _say(turn.state, text, (confirm, keep))


@on_payload("erase")
async def confirmed(turn: Turn) -> Outcome:
    """The button itself: the only thing that erases."""
    if turn.arguments.get("do") != "confirm":
        return _say(turn.state, "Dạ, dữ liệu vẫn giữ nguyên ạ.")
    counts = await erase_person(turn.db, turn.person)
    nominations = counts["nomination"]
    also = f", trong đó có {nominations} đề cử" if nominations else ""
    text = f"Đã xóa xong dữ liệu của anh/chị{also}. Trợ lý không còn giữ gì của cuộc trò chuyện cũ."
    return _say(State(locality=turn.state.locality, chosen=turn.state.chosen, greeted=True), text)


def _say(
    state: State, text: str, choices: tuple[Choice, ...] = (), media: tuple[Media, ...] = ()
) -> Outcome:
    return Outcome((Reply(text=text, topic="privacy", choices=choices, media=media),), state)
