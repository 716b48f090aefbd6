"""What a message without words means: a first contact, a place, a picture nobody can read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from actions.localities import ask_where, choose
from actions.nominations.filling import ask_again
from actions.reply import Reply
from actions.small_talk import greeting
from actions.turn import Outcome, Turn
from data.plans.catalogue import Catalogue
from data.plans.schema import Plan

UNREAD: Mapping[str, str] = {
    "sticker": "Trợ lý nhận được hình dán của anh/chị. Anh/chị cần gì, viết bằng chữ giúp ạ.",
    "voice": "Trợ lý chưa nghe được tin thoại. Anh/chị viết bằng chữ giúp ạ.",
    "file": "Trợ lý chưa đọc được tệp, video. Anh/chị viết bằng chữ, hoặc gửi ảnh giúp ạ.",
    "image": "Trợ lý không mở được ảnh này. Anh/chị gửi lại ảnh khác giúp ạ.",
    "contact": "Trợ lý chưa cần số liên hệ lúc này. Anh/chị cần gì, viết bằng chữ giúp ạ.",
    "location": "Trợ lý không đọc được vị trí này. Anh/chị viết tên xã, phường giúp ạ.",
}
EARTH_KM = 6371.0


def unread(turn: Turn, kind: str) -> Outcome:
    """Something we cannot read: said so; what was offered and what is being filled in stand."""
    reply = Reply(text=UNREAD[kind], topic="help", choices=turn.state.choices)
    return Outcome((reply,), turn.state)


async def arrived(turn: Turn, ref: str | None) -> Outcome:
    """First contact, or a link or QR code that says from which locality they come. An open form
    is not left for it."""
    if turn.state.draft is not None:
        return Outcome((ask_again(turn.state, turn.plans),), turn.state)
    plan = turn.plans.get(slug_of(ref))
    if turn.state.greeted and plan is not None:
        return await choose(replace(turn, arguments={"slug": plan.locality.slug}))
    turn = come_from(turn, ref)
    return Outcome((greeting(turn),), turn.state.model_copy(update={"greeted": True}))


def come_from(turn: Turn, ref: str | None) -> Turn:
    """In the locality of the link or QR code that brought them, when it names one."""
    plan = turn.plans.get(slug_of(ref))
    if plan is None or turn.state.draft is not None:
        return turn
    return turn.with_state(locality=plan.locality.slug, chosen=True)


def slug_of(ref: str | None) -> str | None:
    """The locality in "qr-trieu-son", "trieu-son" or "xa_cam-ngoc-2"."""
    if not ref:
        return None
    return ref.lower().removeprefix("qr-").removeprefix("xa_").removeprefix("dia-phuong-")


async def located(turn: Turn, latitude: float, longitude: float) -> Outcome:
    """A shared place: the locality it lies near is offered, never taken for granted."""
    near = nearest(turn.plans, latitude, longitude)
    if near is None:
        return ask_where(turn, "Trợ lý chưa có kế hoạch của nơi anh/chị vừa gửi.")
    return ask_where(turn, f"Nơi anh/chị gửi gần {near.locality.name}. Anh/chị chọn giúp ạ:", near)


def nearest(plans: Catalogue, latitude: float, longitude: float) -> Plan | None:
    """The plan whose locality's middle is nearest, when the place may lie in it."""
    found = [
        (distance, plan)
        for plan in plans
        if (middle := plan.locality.middle) is not None
        and (distance := _km(latitude, longitude, middle.latitude, middle.longitude))
        <= middle.radius_km
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _km(one_lat: float, one_long: float, two_lat: float, two_long: float) -> float:
    """Along the great circle (haversine)."""
    lat, two = math.radians(one_lat), math.radians(two_lat)
    half = math.sin((two - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(two) * math.sin(math.radians(two_long - one_long) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
