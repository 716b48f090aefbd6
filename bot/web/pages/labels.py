"""What the kinds of a plan's entries are called on its page, in the order they are shown."""

from __future__ import annotations

IDENTITY = {
    "number": "Số, ký hiệu",
    "date": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "signer": "Người ký",
    "scope": "Phạm vi",
    "budget": "Kinh phí",
    "recipients": "Nơi nhận",
}
GROUPS = {
    "field": "Theo lĩnh vực",
    "movement": "Theo phong trào thi đua",
    "subject": "Theo đối tượng",
}
FORMS = {
    "content": "Nội dung tuyên truyền",
    "channel": "Kênh tuyên truyền",
    "exchange": "Giao lưu, gặp mặt",
    "contest": "Cuộc thi, hội thi",
    "publication": "Ấn phẩm",
    "launch": "Phát động",
    "principle": "Nguyên tắc",
}
HONOURS = {
    "praise": "Biểu dương",
    "reward": "Khen thưởng",
    "event": "Hội nghị, lễ tôn vinh",
    "support": "Bồi dưỡng, hỗ trợ",
}
STEPS = {
    "who_can_be": "Ai có thể được giới thiệu",
    "who_introduces": "Ai giới thiệu",
    "where": "Gửi về đâu",
    "steps": "Các bước",
    "papers": "Giấy tờ",
    "contact": "Liên hệ",
    "check": "Kiểm tra, xác minh",
}
TOPICS = {
    "criteria": "Tiêu chuẩn",
    "deadline": "Thời hạn",
    "quota": "Chỉ tiêu",
    "responsibility": "Nhiệm vụ",
    "process": "Cách giới thiệu",
    "plan": "Văn bản",
    "propaganda": "Tuyên truyền",
    "honour": "Khen thưởng, tôn vinh",
}
