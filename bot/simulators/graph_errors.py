"""Graph's errors: D/error-codes, table of 2026-06-25, unless a row says otherwise. Which HTTP
status goes with which code the table does not say; ours are 400, and 500 for what is temporary."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GraphError:
    message: str
    meaning: str  # in Vietnamese, for the page
    status: int = 400


ERRORS = {
    "1/99": GraphError("An unknown error occurred", "Lỗi chưa rõ", 500),
    "2": GraphError("Service temporarily unavailable", "Tạm thời không phục vụ", 500),
    "1200": GraphError("Temporary send message failure", "Tạm thời không gửi được", 500),
    "4": GraphError("Application request limit reached", "Ứng dụng gọi quá nhiều"),
    "613": GraphError("Calls to this API have exceeded the rate limit", "Trang gửi quá nhanh"),
    "613/2534040": GraphError("Calls to this API have exceeded the rate limit", "Gửi quá nhanh"),
    "613/2018338": GraphError("Message seems bothersome to the person", "Cảnh báo làm phiền"),
    "10": GraphError("Application does not have permission", "Ứng dụng không có quyền"),
    "10/2018278": GraphError("Message is sent outside of allowed window", "Quá 24 giờ"),
    "10/2534022": GraphError("Message is sent outside of allowed window", "Quá 24 giờ"),
    "10/2018065": GraphError("Message is sent outside of allowed window", "Quá 24 giờ (tin tức)"),
    "10/2018108": GraphError("This person isn't receiving messages from you", "Không nhận tin"),
    "10/1893063": GraphError("Page is temporarily restricted", "Trang bị hạn chế tạm"),
    "10/1893015": GraphError("Person stopped this notification", "Người nhận tắt thông báo"),
    "10/2018300": GraphError("Another app is controlling this thread", "Ứng dụng khác đang giữ"),
    "10/2018321": GraphError("An automated flow holds this thread", "Luồng tự động đang giữ"),
    "100": GraphError("Invalid parameter", "Tham số sai"),
    "100/2018001": GraphError("No matching user found", "Không có người này"),
    "100/2018008": GraphError("Failed to fetch the file from the url", "Không tải được ảnh"),
    "100/2018047": GraphError("Upload attachment failure", "Không nhận được tệp"),
    "100/2018109": GraphError("Attachment size exceeds allowable limit", "Tệp quá lớn"),
    "100/2018294": GraphError("Video fetch timed out", "Tải video quá lâu"),
    "100/2018218": GraphError("No profile available for this user", "Không có hồ sơ"),
    "100/2018247": GraphError("Insufficient permission to access user profile", "Không được xem"),
    "190": GraphError("Error validating access token", "Mã truy cập sai hoặc hết hạn"),
    "200": GraphError("App is not live", "Ứng dụng chưa công khai"),
    "200/2018028": GraphError("Cannot message users without a role", "Chưa có Advanced Access"),
    "200/1545041": GraphError("This person isn't available right now", "Không nhận tin lúc này"),
    "368": GraphError("Temporarily blocked for policies violations", "Bị chặn vì chính sách"),
    "551": GraphError("This person isn't available right now", "Không nhận tin lúc này"),
    "551/1545041": GraphError("This person isn't available right now", "Không nhận tin lúc này"),
    "2300052": GraphError("Recent organic thread activity", "Vừa có trò chuyện tự nhiên"),
}


def body(code: str, message: str | None = None) -> dict[str, Any]:
    number, _, subcode = code.partition("/")
    error: dict[str, Any] = {
        "message": f"(#{number}) {message or ERRORS[code].message}",
        "type": "OAuthException",
        "code": int(number),
    }
    if subcode:
        error["error_subcode"] = int(subcode)
    return {"error": {**error, "fbtrace_id": secrets.token_urlsafe(8)}}
