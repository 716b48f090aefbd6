"""Reads a send as Graph does: what will be shown, or why it is refused. D/send-messages and its
references, 2026-05-05, unless a line says otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.simulators.people import Key, Said

TEXT = 2000  # characters; whether code points or UTF-16 units is open: code points here
QUICK, QUICK_TITLE = 13, 20
PAYLOAD = 1000
BUTTONS, BUTTON_TITLE, BUTTON_TEXT = 3, 20, 640  # the title's limit is unconfirmed
ELEMENTS, ELEMENT_TITLE = 10, 80
METADATA = 1000
TAGS_DEAD = frozenset(  # since 2026-04-27 every request with them gets error 100 (changelog)
    {"CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"}
)
TYPES = frozenset({"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"})


class Wrong(ValueError):
    def __init__(self, message: str, code: str = "100") -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read(message: Any, templates: Mapping[str, str]) -> Said:
    """
    Raises:
        Wrong: with Graph's code.
    """
    if not isinstance(message, dict):
        raise Wrong("param message must be non-empty")
    marker = message.get("metadata")
    if marker is not None and len(_text(marker, "metadata")) > METADATA:
        raise Wrong("metadata is too long")
    quick = tuple(_quick(each) for each in _list(message.get("quick_replies", []), "quick_replies"))
    if len(quick) > QUICK:
        raise Wrong(f"quick_replies must have at most {QUICK} items")
    if "template" in message:
        return Said("text", _utility(message["template"], templates), marker=marker)
    if "attachment" in message:
        if message.get("text"):
            raise Wrong("text and attachment cannot both be set")
        return _attachment(message["attachment"], quick, marker)
    text = _text(message.get("text"), "text")
    if not text.strip():
        raise Wrong("text must be non-empty")
    if len(text) > TEXT:
        raise Wrong(f"Length of param message[text] must be less than or equal to {TEXT}")
    return Said("text", text, quick=quick, marker=marker)


def _attachment(attachment: Any, quick: tuple[Key, ...], marker: str | None) -> Said:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict):
        raise Wrong("attachment must have a payload")
    kind = attachment.get("type")
    if kind in ("image", "audio", "video", "file"):
        url = payload.get("url")
        if not isinstance(url, str) or not re.match(r"https?://", url):
            raise Wrong("Failed to fetch the file from the url", "100/2018008")
        if kind == "image":
            return Said("image", image=url, quick=quick, marker=marker)
        return Said(kind, url, quick=quick, marker=marker)
    if kind != "template":
        raise Wrong("attachment type is not supported")
    match payload.get("template_type"):
        case "button":
            text = _text(payload.get("text"), "text")
            if not text.strip() or len(text) > BUTTON_TEXT:
                raise Wrong(f"text of a button template must have 1 to {BUTTON_TEXT} characters")
            keys = _buttons(payload.get("buttons"), least=1)
            return Said("text", text, keys, quick, marker=marker)
        case "generic":
            return _generic(payload, quick, marker)
        case "notification_messages":
            return Said("card", _text(payload.get("title"), "title"), quick=quick, marker=marker)
    raise Wrong("template_type is not supported")


def _generic(payload: Mapping[str, Any], quick: tuple[Key, ...], marker: str | None) -> Said:
    elements = _list(payload.get("elements"), "elements")
    if not 1 <= len(elements) <= ELEMENTS:
        raise Wrong(f"elements must have 1 to {ELEMENTS} items")
    lines: list[str] = []
    keys: list[Key] = []
    for element in elements:
        title = _text(element.get("title"), "title")
        subtitle = _text(element.get("subtitle", ""), "subtitle")
        if not title or len(title) > ELEMENT_TITLE or len(subtitle) > ELEMENT_TITLE:
            raise Wrong(f"title and subtitle must have at most {ELEMENT_TITLE} characters")
        if not set(element) - {"title"}:
            raise Wrong("an element needs a property besides its title")
        lines.append("\n".join(filter(None, (title, subtitle))))
        keys += _buttons(element.get("buttons", []), least=0)
    image = elements[0].get("image_url")
    return Said("card", "\n\n".join(lines), tuple(keys), quick, image, marker)


def _buttons(buttons: Any, least: int) -> tuple[Key, ...]:
    found = _list(buttons, "buttons")
    if not least <= len(found) <= BUTTONS:
        raise Wrong(f"buttons must have {least} to {BUTTONS} items")
    return tuple(_button(each) for each in found)


def _button(button: Mapping[str, Any]) -> Key:
    title = _text(button.get("title"), "title")
    if not title or len(title) > BUTTON_TITLE:
        raise Wrong(f"title of a button must have 1 to {BUTTON_TITLE} characters")
    match button.get("type"):
        case "web_url":
            return Key(title, url=_text(button.get("url"), "url"))
        case "phone_number":
            return Key(title, url="tel:" + _text(button.get("payload"), "payload"))
        case "postback":
            payload = _text(button.get("payload"), "payload")
            if not payload or len(payload) > PAYLOAD:
                raise Wrong(f"payload must have 1 to {PAYLOAD} characters")
            return Key(title, payload)
    raise Wrong("type of a button is not supported")


def _quick(reply: Mapping[str, Any]) -> Key:
    if reply.get("content_type") in ("user_phone_number", "user_email"):
        return Key(str(reply["content_type"]), "")
    title, payload = _text(reply.get("title"), "title"), _text(reply.get("payload"), "payload")
    if reply.get("content_type") != "text" or not title or len(title) > QUICK_TITLE:
        raise Wrong(f"title of a quick reply must have 1 to {QUICK_TITLE} characters")
    if not payload or len(payload) > PAYLOAD:
        raise Wrong(f"payload must have 1 to {PAYLOAD} characters")
    return Key(title, payload)


def _utility(template: Any, templates: Mapping[str, str]) -> str:
    """D/utility-messages, 2026-03-13; Meta's samples contradict one another."""
    name = template.get("name") if isinstance(template, dict) else None
    if not isinstance(name, str) or name not in templates:
        raise Wrong("template does not exist or is not approved")
    text = templates[name]
    for component in _list(template.get("components", []), "components"):
        for parameter in _list(component.get("parameters", []), "parameters"):
            value = str(parameter.get("text", ""))
            if any(sign in value for sign in "#$%"):
                raise Wrong("a parameter may not have #, $ or %")
            text = text.replace("{{" + str(parameter.get("parameter_name")) + "}}", value)
    return text


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Wrong(f"param {name} must be a string")
    return value


def _list(value: Any, name: str) -> list[dict[str, Any]]:
    if isinstance(value, str):  # in forms, JSON stands in a field
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Wrong(f"param {name} must be an array")
    return value
