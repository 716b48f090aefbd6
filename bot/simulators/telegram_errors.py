"""Telegram's errors. The HTTP status equals `error_code`. Texts: nyaruka/courier matches the two
403s; the others are those of published bots' logs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BotError:
    status: int
    description: str
    meaning: str  # in Vietnamese, for the page


RETRY_AFTER = 3  # seconds, where nothing else is asked for
ERRORS = {
    "400": BotError(400, "Bad Request: invalid parameter", "Tham số sai"),
    "400:chat": BotError(400, "Bad Request: chat not found", "Chưa từng bấm Start"),
    "400:empty": BotError(400, "Bad Request: message text is empty", "Tin trống"),
    "400:long": BotError(400, "Bad Request: message is too long", "Tin quá dài"),
    "400:caption": BotError(400, "Bad Request: message caption is too long", "Chú thích dài"),
    "400:entities": BotError(400, "Bad Request: can't parse entities", "Định dạng sai"),
    "400:button": BotError(400, "Bad Request: BUTTON_DATA_INVALID", "Nút sai"),
    "400:photo": BotError(400, "Bad Request: failed to get HTTP URL content", "Không tải được ảnh"),
    "400:query": BotError(
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        "Nút bấm đã cũ",
    ),
    "400:migrate": BotError(
        400, "Bad Request: group chat was upgraded to a supergroup chat", "Nhóm đổi mã"
    ),
    "401": BotError(401, "Unauthorized", "Mã bot sai"),
    "403:blocked": BotError(403, "Forbidden: bot was blocked by the user", "Người dùng chặn bot"),
    "403:gone": BotError(403, "Forbidden: user is deactivated", "Tài khoản đã xóa"),
    "403:first": BotError(
        403, "Forbidden: bot can't initiate conversation with a user", "Bot không được mở lời"
    ),
    "404": BotError(404, "Not Found", "Mã bot hoặc lệnh sai"),
    "409": BotError(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
        "Hai nơi cùng hỏi tin",
    ),
    "409:webhook": BotError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
        "Đang đặt webhook",
    ),
    "413": BotError(413, "Request Entity Too Large", "Tệp quá lớn"),
    "429": BotError(429, "Too Many Requests", "Gửi quá nhanh"),
    "429:bare": BotError(429, "Too Many Requests", "Gửi quá nhanh, không nói chờ bao lâu"),
    "500": BotError(500, "Internal Server Error", "Máy chủ Telegram lỗi"),
}
