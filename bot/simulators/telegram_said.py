"""Reads a send as Telegram does: what will be shown, or why it is refused."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.simulators.people import Key, Said

TEXT, CAPTION = 4096, 1024  # "after entities parsing"; by UTF-16 units, the stricter reading
DATA = 64  # bytes of callback_data
_TAGS = frozenset(
    "b strong i em u ins s strike del span tg-spoiler tg-emoji a code pre blockquote".split()
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>|<")
_RESERVED = re.compile(r"(?<!\\)[>#+=|{}.!-]")


class Wrong(ValueError):
    def __init__(self, code: str, description: str | None = None) -> None:
        super().__init__(code)
        self.code, self.description = code, description


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_of(value: Any, mode: Any, most: int, too_long: str) -> str:
    """The text without its markup.

    Raises:
        Wrong: it is too long or its markup cannot be read.
    """
    if not isinstance(value, str):
        raise Wrong("400:empty")
    plain = _parsed(value, str(mode or ""))
    if length(plain) > most:
        raise Wrong(too_long)
    return plain


def message(given: Mapping[str, Any]) -> Said:
    text = text_of(given.get("text"), given.get("parse_mode"), TEXT, "400:long")
    if not text.strip():
        raise Wrong("400:empty")
    keys, quick = markup(given.get("reply_markup"))
    return Said("text", text, keys, quick)


def photo(given: Mapping[str, Any], image: str) -> Said:
    text = ""
    if given.get("caption"):
        text = text_of(given["caption"], given.get("parse_mode"), CAPTION, "400:caption")
    keys, quick = markup(given.get("reply_markup"))
    return Said("image", text, keys, quick, image=image)


def markup(value: Any) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """Inline keys, and those of a reply keyboard."""
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            raise Wrong("400", "Bad Request: can't parse reply keyboard markup JSON") from None
    if not value:
        return (), ()
    if not isinstance(value, dict):
        raise Wrong("400", "Bad Request: object expected as reply markup")
    inline = _rows(value.get("inline_keyboard", []))
    keyboard = _rows(value.get("keyboard", []))
    return tuple(_inline(each) for each in inline), tuple(_plain(each) for each in keyboard)


def _rows(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Wrong("400", "Bad Request: field must be of type Array")
    return [key for row in rows for key in row]


def _inline(key: Any) -> Key:
    if not isinstance(key, dict) or not isinstance(key.get("text"), str) or not key["text"]:
        raise Wrong("400", "Bad Request: inline keyboard button text must be non-empty")
    if "url" in key:
        if not re.match(r"(https?|tg)://", str(key["url"])):
            raise Wrong("400", "Bad Request: inline keyboard button URL is invalid")
        return Key(key["text"], url=str(key["url"]))
    data = key.get("callback_data")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA:
        raise Wrong("400:button")
    return Key(key["text"], data)


def _plain(key: Any) -> Key:
    title = key.get("text") if isinstance(key, dict) else key
    if not isinstance(title, str) or not title:
        raise Wrong("400", "Bad Request: keyboard button text must be non-empty")
    return Key(title)


def _parsed(text: str, mode: str) -> str:
    match mode.lower():
        case "":
            return text
        case "html":
            return _html(text)
        case "markdown" | "markdownv2":
            return _markdown(text, strict=mode.lower() == "markdownv2")
    raise Wrong("400", f"Bad Request: unsupported parse_mode {mode}")


def _html(text: str) -> str:
    open_tags: list[str] = []
    for found in _TAG.finditer(text):
        closing, name = found.group(1), (found.group(2) or "").lower()
        at = len(text[: found.start()].encode())
        if name not in _TAGS:
            raise _entities(f'Unsupported start tag "{name}" at byte offset {at}')
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise _entities(f"Unexpected end tag at byte offset {at}")
    if open_tags:
        raise _entities(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return html.unescape(_TAG.sub("", text))


def _markdown(text: str, *, strict: bool) -> str:
    if strict and (found := _RESERVED.search(text)):
        sign = found.group()
        raise _entities(f"Character '{sign}' is reserved and must be escaped with the preceding")
    for sign in "*_`":
        if len(re.findall(rf"(?<!\\)\{sign}", text)) % 2:
            raise _entities("Can't find end of the entity starting at byte offset")
    return re.sub(r"(?<!\\)[*_`]|\\(?=[^\w\s])", "", text)


def _entities(what: str) -> Wrong:
    return Wrong("400:entities", f"Bad Request: can't parse entities: {what}")
