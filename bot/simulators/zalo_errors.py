"""Zalo's errors. They come with HTTP 200. The meanings are agreed by several integrators; the
wording is ours except for -235 and -240, which were seen in real traffic."""

from __future__ import annotations

ERRORS = {
    "-32": ("App reached limit call api", "Gọi API quá nhiều"),
    "-100": ("Attachment is expired", "Tệp đính kèm đã hết hạn"),
    "-200": ("Send message failed", "Gửi không thành công (đôi khi tin vẫn tới)"),
    "-201": ("Parameter is invalid", "Tham số sai"),
    "-204": ("Official Account is disabled", "OA bị khóa"),
    "-205": ("Official Account does not exist", "OA không tồn tại"),
    "-209": ("App is not activated for this API", "Ứng dụng chưa kích hoạt"),
    "-210": ("Parameter is over the limit", "Tham số vượt giới hạn"),
    "-211": ("Out of quota", "Hết hạn mức"),
    "-212": ("App has not registered this API", "Ứng dụng chưa đăng ký API"),
    "-213": ("User has not followed OA", "Người dùng chưa quan tâm OA"),
    "-214": ("Article is being processed", "Bài viết đang xử lý"),
    "-216": ("Access token is invalid", "Mã truy cập sai"),
    "-217": ("User has blocked invitations", "Người dùng chặn lời mời"),
    "-218": ("Out of quota of this user", "Hết hạn mức với người dùng này"),
    "-219": ("App was removed or disabled", "Ứng dụng bị gỡ"),
    "-220": ("Access token is expired or removed", "Mã truy cập hết hạn"),
    "-221": ("Official Account must be verified", "OA chưa xác thực"),
    "-223": ("Official Account has not granted this API", "OA chưa cấp quyền"),
    "-224": ("Official Account's package is too low", "Gói OA không đủ"),
    "-227": ("User is banned or inactive for over 45 days", "Người dùng bị khóa hoặc bỏ lâu"),
    "-230": ("User has not interacted with OA in the past 7 days", "Quá 7 ngày không tương tác"),
    "-232": ("User has not interacted or the interaction expired", "Chưa từng tương tác"),
    "-233": ("Message type is not supported", "Kiểu tin không hỗ trợ"),
    "-234": ("Not allowed at night (22:00-06:00)", "Không gửi ban đêm"),
    "-235": ("This API does not support this type of OA", "API không dùng cho loại OA này"),
    "-237": ("Group is disabled", "Nhóm bị khóa"),
    "-238": ("Asset was used", "Tài sản đã dùng"),
    "-240": ("MessageV2 has been shut down, switch to V3", "API v2 đã đóng, dùng v3"),
    "-241": ("Asset is disabled", "Tài sản bị khóa"),
    "-242": ("appsecret_proof is invalid", "appsecret_proof sai"),
    "-244": ("User has restricted this type of message", "Người dùng hạn chế kiểu tin này"),
    "-248": ("Message violates the platform's standards", "Vi phạm tiêu chuẩn nền tảng"),
    "-249": ("Template cannot be sent by user id", "Mẫu không gửi được theo mã người dùng"),
    "-320": ("A ZBS account is needed", "Cần tài khoản ZBS"),
    "-321": ("Out of money", "Hết tiền"),
    "-124": ("Access token is invalid", "Mã truy cập sai (máy chủ business)"),
    "3": ("Unknown error", "Lỗi chưa rõ nghĩa"),
}
APP_LIMIT = "App reached limit call api"
OA_LIMIT = "OA reached limit call api"

# Of oauth.zaloapp.com: another shape, some of them with HTTP 200. Integrators' logs name these
# codes; only the meanings of -14002 and -14003 are told, the others' are our guess.
OAUTH = {
    "-14002": ("Invalid app", "Application is not active"),
    "-14003": ("Invalid redirect uri", "Redirect uri is invalid"),
    "-14012": ("Invalid code", "Authorization code is invalid, used or expired"),
    "-14024": ("Invalid code verifier", "Code verifier does not fit its challenge"),
    "-14029": ("Invalid refresh token", "Refresh token is invalid, used or expired"),
}
