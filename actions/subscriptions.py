"""Subscribing to the weekly story and ending it; both by a button, never by words alone."""

from __future__ import annotations

from actions.registry import on_intent, on_payload, payload
from actions.reply import Choice, Reply
from actions.turn import Outcome, Turn
from data import consents
from data.subscriptions import set_subscription, subscribed_in

TEXT_VERSION = "nhan-tin-1"
KEEP = Choice(title="Thôi", payload=payload("subscription", do="keep"))


@on_intent("subscribe")
async def subscribe(turn: Turn) -> Outcome:
    where = await subscribed_in(turn.db, turn.person)
    if where == turn.conversation:
        text = "Anh/chị đang nhận câu chuyện hằng tuần rồi ạ."
        stop = Choice(title="Ngừng nhận tin", payload=payload("ask", intent="unsubscribe"))
        return _say(turn, text, (stop,))
    if where is not None:
        text = (
            "Anh/chị đang nhận câu chuyện hằng tuần ở tài khoản khác đã liên kết. "
            "Bấm nút nếu muốn nhận ở cuộc trò chuyện này thay cho ở đó ạ."
        )
        here = Choice(title="Nhận ở đây", payload=payload("subscription", do="confirm"))
        return _say(turn, text, (here, KEEP))
    text = (
        "Mỗi tuần trợ lý gửi một câu chuyện gương tốt, vào sáng thứ Hai, ở ngay cuộc trò chuyện "
        "này. Trợ lý chỉ giữ việc anh/chị có đăng ký; ngừng lúc nào cũng được. "
        "Anh/chị bấm nút để đồng ý ạ."
    )
    agree = Choice(title="Đồng ý nhận", payload=payload("subscription", do="confirm"))
    return _say(turn, text, (agree, KEEP))


@on_intent("unsubscribe")
async def unsubscribe(turn: Turn) -> Outcome:
    if not await subscribed_in(turn.db, turn.person):
        return _say(turn, "Anh/chị hiện không đăng ký nhận tin, trợ lý sẽ không gửi gì ạ.", ())
    stop = Choice(title="Ngừng nhận tin", payload=payload("subscription", do="end-confirm"))
    return _say(turn, "Anh/chị muốn ngừng nhận câu chuyện hằng tuần? Bấm nút giúp ạ.", (stop, KEEP))


@on_intent("subscription_info")
async def info(turn: Turn) -> Outcome:
    if await subscribed_in(turn.db, turn.person):
        stop = Choice(title="Ngừng nhận tin", payload=payload("ask", intent="unsubscribe"))
        return _say(turn, "Anh/chị đang nhận mỗi tuần một câu chuyện, vào sáng thứ Hai.", (stop,))
    start = Choice(title="Nhận câu chuyện hằng tuần", payload=payload("ask", intent="subscribe"))
    text = (
        "Anh/chị chưa đăng ký nhận tin. Nếu đăng ký, mỗi tuần trợ lý gửi một câu chuyện "
        "vào sáng thứ Hai."
    )
    return _say(turn, text, (start,))


@on_payload("subscription")
async def confirmed(turn: Turn) -> Outcome:
    """The button itself: the only thing that changes a subscription."""
    match turn.arguments.get("do"):
        case "confirm":
            await _set(turn, True)
            text = (
                "Đã đăng ký. Sáng thứ Hai hằng tuần anh/chị sẽ nhận một câu chuyện. "
                "Muốn ngừng, anh/chị nhắn “dừng”."
            )
            read = Choice(
                title="Đọc một câu chuyện ngay", payload=payload("ask", intent="story_read")
            )
            return _say(turn, text, (read,))
        case "end-confirm":
            await _set(turn, False)
            return _say(turn, "Đã ngừng. Trợ lý sẽ không gửi câu chuyện nữa ạ.", ())
        case _:
            return _say(turn, "Dạ, giữ nguyên như cũ ạ.", ())


async def _set(turn: Turn, active: bool) -> None:
    await consents.append(
        turn.db,
        turn.person,
        "subscription",
        given=active,
        text_version=TEXT_VERSION,
        how="button",
        channel=turn.channel,
        conversation=turn.conversation,
    )
    await set_subscription(turn.db, turn.conversation, turn.person, turn.state.locality, active)


def _say(turn: Turn, text: str, choices: tuple[Choice, ...]) -> Outcome:
    return Outcome((Reply(text=text, topic="subscription", choices=choices),), turn.state)
