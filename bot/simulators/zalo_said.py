"""Reads the `message` of a send as Zalo does: what will be shown, or why it is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.simulators.people import Key, Said

TEXT = 2000  # characters (several integrators)
BUTTONS = 5  # "at most 5" (integrators who quote Zalo's page)
PAYLOAD = 1000  # characters of an oa.query (the same)
TITLE = 100  # of a button; 35 for promotions; for consultation messages unconfirmed
ASSET_LIFE = dt.timedelta(days=7)  # of an upload (one integrator's specification)
ButtonsAs = Literal["either", "bare", "named"]
_LINKS = {"oa.open.url": "url", "oa.open.phone": "phone_code", "oa.open.sms": "phone_code"}


class Wrong(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Asset:
    """An upload; `path` shows it."""

    id: str
    at: dt.datetime
    path: str


def read(
    message: Mapping[str, Any],
    assets: Mapping[str, Asset],
    now: dt.datetime,
    buttons_as: ButtonsAs = "either",
) -> Said:
    """
    Raises:
        Wrong: with Zalo's code.
    """
    text = message.get("text", "")
    if not isinstance(text, str):
        raise Wrong("-201", "text is invalid")
    if len(text) > TEXT:
        raise Wrong("-210", f"text is over the limit of {TEXT}")
    attachment = message.get("attachment")
    quoted = message.get("quote_message_id")
    if attachment is None:
        if not text.strip():
            raise Wrong("-201", "text is invalid")
        return Said("text", text, reply_to=quoted)
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict):
        raise Wrong("-201", "attachment is invalid")
    if attachment.get("type") == "file":
        asset = _asset(payload.get("token"), assets, now)
        return Said("file", text or asset.path)
    if attachment.get("type") != "template":
        raise Wrong("-233", "attachment.type is not supported")
    if payload.get("template_type") == "media":
        return Said("image", text, image=_media(payload, assets, now), reply_to=quoted)
    return _template(payload, text, quoted, buttons_as)


def _template(
    payload: Mapping[str, Any], text: str, quoted: str | None, buttons_as: ButtonsAs
) -> Said:
    """Buttons go without a `template_type` (two integrators) or as "button" (two others); which
    of them v3 takes is disputed. So is whether it takes lists."""
    kind = payload.get("template_type")
    if kind == "request_user_info":
        element = _elements(payload, 1)[0]
        return Said("card", f"{element.get('title', '')}\n{element.get('subtitle', '')}".strip())
    if kind == "list":
        lines = [str(each.get("title", "")) for each in _elements(payload, 5)]
        return Said("card", "\n".join(lines), _keys(payload.get("buttons", [])))
    if kind not in (None, "button"):
        raise Wrong("-233", f"template_type {kind!r} is not supported")
    form = "named" if kind else "bare"
    if buttons_as not in ("either", form):
        raise Wrong("-201", "template_type is invalid")
    text = text or str(payload.get("text", ""))
    if not text.strip() or len(text) > TEXT:
        raise Wrong("-201", "text is invalid")
    return Said("text", text, _keys(payload.get("buttons")), reply_to=quoted)


def _elements(payload: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
    elements = payload.get("elements")
    good = isinstance(elements, list) and all(isinstance(each, dict) for each in elements)
    if not good or not elements:
        raise Wrong("-201", "elements is invalid")
    if len(elements) > most:
        raise Wrong("-210", "elements is over the limit")
    return list(elements)


def _media(payload: Mapping[str, Any], assets: Mapping[str, Asset], now: dt.datetime) -> str:
    """`url` or `attachment_id`, not both; a sticker only by id (Zalo's SDKs)."""
    element = _elements(payload, 1)[0]
    url, id = element.get("url"), element.get("attachment_id")
    kind = element.get("media_type")
    if kind not in ("image", "gif", "sticker") or (url is None) == (id is None):
        raise Wrong("-201", "elements is invalid")
    if kind == "gif" and not (element.get("width") and element.get("height")):
        raise Wrong("-201", "width is invalid")
    if url is not None:
        if kind == "sticker" or not str(url).startswith(("https://", "http://")):
            raise Wrong("-201", "url is invalid")
        return str(url)
    return _asset(id, assets, now).path if kind != "sticker" else ""


def _asset(id: Any, assets: Mapping[str, Asset], now: dt.datetime) -> Asset:
    asset = assets.get(str(id))
    if asset is None or now - asset.at > ASSET_LIFE:
        raise Wrong("-100", "attachment is expired")
    return asset


def _keys(buttons: Any) -> tuple[Key, ...]:
    if not isinstance(buttons, list) or not buttons:
        raise Wrong("-201", "buttons is invalid")
    if len(buttons) > BUTTONS:
        raise Wrong("-210", "buttons is over the limit")
    return tuple(_key(button) for button in buttons)


def _key(button: Any) -> Key:
    if not isinstance(button, dict) or not str(button.get("title", "")).strip():
        raise Wrong("-201", "title is invalid")
    title, kind, payload = str(button["title"]), button.get("type"), button.get("payload")
    if len(title) > TITLE:
        raise Wrong("-210", "title is over the limit")
    if kind in ("oa.query.show", "oa.query.hide"):
        if not isinstance(payload, str) or not payload:
            raise Wrong("-201", "payload is invalid")
        if len(payload) > PAYLOAD:
            raise Wrong("-210", "payload is over the limit")
        return Key(title, payload, hidden=kind == "oa.query.hide")
    if kind not in _LINKS:
        raise Wrong("-201", "type is invalid")
    target = payload.get(_LINKS[kind]) if isinstance(payload, dict) else None
    if not target:
        raise Wrong("-201", "payload is invalid")
    return Key(title, url=str(target) if kind == "oa.open.url" else f"tel:{target}")
