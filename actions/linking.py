"""Linking several accounts of one person, and unlinking; agreed to by a button, never by words
alone. Of the other account nothing is said before."""

from __future__ import annotations

from actions.registry import on_payload, payload
from actions.reply import Choice, Reply
from actions.turn import Outcome, Turn
from data import consents, linking
from data.nominations import list_by_person
from data.outbox import put_push

TEXT_VERSION = "lien-ket-1"
LINK = Choice(title="Liên kết tài khoản", payload=payload("link", do="give"))

GIVEN = (
    "Mã liên kết: {0} (dùng một lần, trong 15 phút).\n"
    "Từ tài khoản kia của mình (Zalo, Messenger, Telegram hay trang web), anh/chị nhắn cho trợ lý: "
    "liên kết {0}\n"
    "Liên kết rồi, hai tài khoản là của một người: đề cử, việc nhận tin và sự đồng ý gộp làm một, "
    "bên nào cũng xem, rút và xóa được tất cả.\n"
    "Xin đừng đưa mã cho ai, kể cả người tự xưng là cán bộ: người ấy sẽ xem và xóa được dữ liệu "
    "của anh/chị."
)
ASKED = (
    "Anh/chị muốn gộp tài khoản này với tài khoản đã lấy mã? Đề cử, việc nhận tin và sự đồng ý "
    "của hai bên gộp làm một; bên nào cũng xem, rút và xóa được tất cả. Câu chuyện hằng tuần chỉ "
    "gửi ở nơi đăng ký sau cùng.\n"
    "Chỉ đồng ý khi chính anh/chị vừa lấy mã. Nếu mã do người khác đưa, xin bấm “Không gộp”."
)
LINKED = "Đã gộp. Từ nay hai tài khoản là của một người. Muốn tách ra, anh/chị nhắn “bỏ liên kết”."
TOLD = (
    "Một tài khoản khác vừa được gộp với cuộc trò chuyện này, bằng mã lấy ở đây: tài khoản ấy xem "
    "và xóa được dữ liệu của anh/chị. Nếu không phải anh/chị làm, xin nhắn ngay “bỏ liên kết”."
)
WRONG = (
    "Mã này không đúng, đã dùng hoặc đã hết hạn. Anh/chị nhắn “liên kết” ở tài khoản kia để lấy "
    "mã mới ạ."
)
OWN = "Mã này lấy ở chính cuộc trò chuyện này. Anh/chị nhắn mã từ tài khoản kia ạ."
ALREADY = "Hai tài khoản này đã là của một người rồi ạ."
WAIT = "Anh/chị đã thử nhiều lần. Xin thử lại sau {} phút ạ."
KEPT = "Dạ, vẫn giữ như cũ ạ."
ALONE = "Cuộc trò chuyện này chưa liên kết với tài khoản nào khác ạ."
LEAVES = (
    "Tách cuộc trò chuyện này ra khỏi các tài khoản đã liên kết? Đề cử gửi từ đây và việc đăng ký "
    "nhận tin ở đây đi theo; phần của tài khoản kia ở lại bên đó. Anh/chị bấm nút để xác nhận ạ."
)
LEFT = "Đã tách. Tài khoản kia không còn xem hay xóa được dữ liệu của cuộc trò chuyện này ạ."


@on_payload("link")
async def link(turn: Turn) -> Outcome:
    match turn.arguments.get("do"):
        case "give":
            code = await linking.give_code(turn.db, turn.conversation, turn.now)
            return _say(turn, GIVEN.format(code))
        case "take":
            return await _take(turn, turn.arguments.get("code", ""))
        case "confirm":
            return await _link(turn)
        case "leave":
            return await _ask_to_leave(turn)
        case "end-confirm":
            return await _leave(turn)
    await linking.decline(turn.db, turn.conversation)
    return _say(turn, KEPT)


async def may_want_linking(turn: Turn) -> tuple[Choice, ...]:
    """Offered to who has sent a nomination, and may look for it elsewhere."""
    return (LINK,) if await list_by_person(turn.db, turn.person, 1) else ()


async def _take(turn: Turn, code: str) -> Outcome:
    if wait := await linking.wait_before_trying(turn.db, turn.person, turn.now):
        return _say(turn, WAIT.format(int(wait.total_seconds()) // 60 + 1))
    match await linking.take_code(turn.db, turn.conversation, turn.person, code, turn.now):
        case "asked":
            join = Choice(title="Gộp hai tài khoản", payload=payload("link", do="confirm"))
            keep = Choice(title="Không gộp", payload=payload("link", do="keep"))
            return _say(turn, ASKED, (join, keep))
        case "own":
            return _say(turn, OWN)
        case "linked":
            return _say(turn, ALREADY)
    return _say(turn, WRONG)


async def _link(turn: Turn) -> Outcome:
    """The button itself: the only thing that links."""
    giver = await linking.link(turn.db, turn.conversation, turn.person, turn.now)
    if giver is None:
        return _say(turn, WRONG)
    await _consent(turn, given=True)
    told = Reply(text=TOLD, topic="privacy").model_dump(mode="json")
    await put_push(turn.db, giver, "service", told)
    return _say(turn, LINKED)


async def _ask_to_leave(turn: Turn) -> Outcome:
    if not await linking.is_linked(turn.db, turn.person):
        return _say(turn, ALONE)
    leave = Choice(title="Tách ra", payload=payload("link", do="end-confirm"))
    keep = Choice(title="Giữ như cũ", payload=payload("link", do="keep"))
    return _say(turn, LEAVES, (leave, keep))


async def _leave(turn: Turn) -> Outcome:
    if not await linking.is_linked(turn.db, turn.person):
        return _say(turn, ALONE)
    await _consent(turn, given=False)
    await linking.unlink(turn.db, turn.conversation, turn.person)
    return _say(turn, LEFT)


async def _consent(turn: Turn, *, given: bool) -> None:
    await consents.append(
        turn.db,
        turn.person,
        "link",
        given=given,
        text_version=TEXT_VERSION,
        how="button",
        channel=turn.channel,
        conversation=turn.conversation,
    )


def _say(turn: Turn, text: str, choices: tuple[Choice, ...] = ()) -> Outcome:
    return Outcome((Reply(text=text, topic="privacy", choices=choices),), turn.state)
