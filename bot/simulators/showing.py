"""How an act looks in the conversation of the person who did it."""

from __future__ import annotations

from dataclasses import replace

from bot.simulators.acts import Act
from bot.simulators.media import Media
from bot.simulators.people import Said

_NOTES = {
    "follow": "bắt đầu trò chuyện",
    "unfollow": "không nhận tin nữa",
    "referral": "mở lại từ đường dẫn hoặc mã QR",
    "chat_now": "mở khung trò chuyện",
    "opt_in": "đồng ý nhận tin",
    "react": "thả cảm xúc",
    "unsend": "thu hồi một tin",
    "share_info": "chia sẻ tên và số điện thoại",
    "withdraw": "yêu cầu xóa dữ liệu",
}


def with_file(act: Act, media: Media) -> Act:
    """Sends a sample where the act says no file."""
    if act.kind not in ("image", "sticker", "voice", "video", "file"):
        return act
    file = media.find(act.url) if act.url else media.sample(act.kind)
    if file is None:
        return act
    return replace(act, url=file.path, name=act.name or file.name, size=act.size or len(file.body))


def shown(act: Act, media: Media) -> Said | None:
    """None: it leaves no trace."""
    file = media.find(act.url) if act.url else None
    address = file.path if file else act.url
    match act.kind:
        case "text" | "tap" | "edit":
            return Said("text", act.text)
        case "image" | "sticker":
            return Said(act.kind, act.text, image=address)
        case "voice" | "video" | "file" | "link":
            return Said(act.kind, act.text or act.name or address)
        case "location":
            return Said("location", f"{act.latitude:.5f}, {act.longitude:.5f}")
        case "contact":
            return Said("contact", f"{act.name} {act.phone}".strip())
        case "seen" | "received" | "unknown":
            return None
    return Said("note", _NOTES[act.kind])
