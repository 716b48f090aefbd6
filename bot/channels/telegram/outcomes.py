"""What an answer of the Bot API means for the bubble that was sent.

The codes were computed against a local server with aiogram 3.31.0, the classes are our reading.
Telegram does not document the texts of its refusals: those of 403 are as nyaruka/courier v26
matches them, the rest as integrators quote them, unconfirmed.
"""

from __future__ import annotations

import re

from bot.channels.bot_api import Answer, whole
from bot.channels.contract import Part, Sent

UNTOLD_PAUSE = 30.0  # seconds, ours: after a 429 that names none

# A description may quote what a person wrote, so it is never passed on: only our reading of it,
# or a code such as BUTTON_DATA_INVALID that is all of it.
READINGS = {
    "bot was blocked by the user": "người dùng đã chặn bot",
    "user is deactivated": "tài khoản đã bị xóa",
    "bot can't initiate conversation": "người dùng chưa bấm Bắt đầu",
    "bots can't send messages to bots": "đây là một bot",
    "chat not found": "không có cuộc trò chuyện này",
    "user not found": "không có người này",
    "group chat was upgraded": "nhóm đã đổi mã",
    "message is too long": "tin quá dài",
    "message caption is too long": "lời chú thích quá dài",
    "message text is empty": "tin rỗng",
    "can't parse entities": "không hiểu định dạng",
    "failed to get HTTP URL content": "không tải được ảnh",
    "wrong type of the web page content": "địa chỉ ảnh không phải ảnh",
    "wrong file identifier": "địa chỉ ảnh sai",
    "wrong remote file identifier": "địa chỉ ảnh sai",
    "webhook is active": "webhook đang bật",
    "terminated by other getUpdates request": "nơi khác đang hỏi tin của bot",
}
BY_CODE = {
    400: "Telegram không nhận tin này",
    401: "mã bot sai hoặc đã bị thay",
    403: "Telegram không cho gửi tới người này",
    404: "không có bot này, mã bot sai",
    409: "bot đang được dùng ở nơi khác",
    413: "tệp quá lớn",
    429: "gửi nhanh quá mức Telegram cho phép",
}
_CODE = re.compile(r"(?:Bad Request: )?([A-Z]+(?:_[A-Z]+)+)")
_OLD_GROUP = "group chat was upgraded"
_NOT_HELPED_BY_PLAIN_TEXT = {
    "chat not found",
    "user not found",
    "message is too long",
    "message text is empty",
}


def outcome(answer: Answer, part: Part) -> Sent:
    """
    403: blocked, deactivated, never started; all mean that their subscription ends, but only when
    it is Telegram that says so: a proxy that forbids the way must not unsubscribe everybody.
    A group that was upgraded is gone under this id. 2xx without a message may have arrived.
    """
    known = next((text for text in READINGS if text in answer.description), "")
    reason = _reason(answer, known)
    if 200 <= answer.code < 300:
        return _accepted(answer)
    if answer.code == 429:
        return Sent("throttled", after=answer.retry_after or UNTOLD_PAUSE, reason=reason)
    if answer.code in {401, 404, 407, 409} or 300 <= answer.code < 400:
        return Sent("config", reason=reason)
    if answer.code >= 500 or not (answer.theirs or answer.code == 413):
        return Sent("retry", reason=reason)
    if answer.code == 403 or known == _OLD_GROUP:
        return Sent("unreachable", gone=True, reason=reason)
    more_than_text = bool(part.image or part.buttons or part.quick)
    plain = more_than_text or known == "can't parse entities"
    return Sent("permanent", reason=reason, plain=plain and known not in _NOT_HELPED_BY_PLAIN_TEXT)


def _accepted(answer: Answer) -> Sent:
    number = whole(answer.result, "message_id") if isinstance(answer.result, dict) else None
    if answer.ok and number is not None:
        return Sent("sent", provider_id=str(number))
    return Sent("ambiguous", reason=f"{answer.code}: câu trả lời lạ, tin có thể đã đến")


def _reason(answer: Answer, known: str) -> str:
    if not answer.theirs:
        return f"{answer.code}: không phải Telegram trả lời"
    if code := _CODE.fullmatch(answer.description):
        return f"{answer.code}: {code[1]}"
    reading = READINGS.get(known) or BY_CODE.get(answer.code)
    return f"{answer.code}: {reading or 'Telegram gặp lỗi'}"
