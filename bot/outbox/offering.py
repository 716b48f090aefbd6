"""How choices and links are offered within a channel's limits: as buttons, or by number."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

from actions.reply import Choice
from bot.channels.contract import Button, Capabilities
from bot.outbox.splitting import Unit, graphemes, measure

HOW = "Anh/chị nhắn số để chọn:"
ASK = "Anh/chị chọn giúp ạ:"


def distinct(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices in their order, each once, each title on one line and not blank."""
    return tuple(
        dict.fromkeys(Choice(title=line(c.title) or "…", payload=c.payload) for c in choices)
    )


def line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def listed(choices: Sequence[Choice]) -> str:
    """The choices as a list that says how to answer. Titles that carry these very numbers
    already, as fields of a form do, are not numbered twice."""
    numbers = [f"{number}. " for number in range(1, len(choices) + 1)]
    titles = [choice.title for choice in choices]
    if not all(title.startswith(number) for title, number in zip(titles, numbers, strict=True)):
        titles = [number + title for title, number in zip(titles, numbers, strict=True)]
    return "\n".join((HOW, *titles)) if titles else ""


def key(payload: str) -> str:
    """A short name of a payload, always the same; no action's payload begins so."""
    return f"k:{hashlib.blake2b(payload.encode(), digest_size=10).hexdigest()}"


def buttons(choices: Sequence[Choice], title: int, limits: Capabilities) -> list[Button]:
    """The choices as buttons with titles up to `title`; none at all when one cannot be cut so short
    or a payload, even as its key, is too long."""
    made = []
    for choice in choices:
        cut = shortened(choice.title, title, limits.unit)
        payload = choice.payload
        if not payload or _size(payload) > limits.button_payload:
            payload = key(choice.payload)
        if cut is None or _size(payload) > limits.button_payload:
            return []
        made.append(Button(title=cut, payload=payload))
    return made


def remembered(choices: Sequence[Choice], offered: Sequence[Button]) -> Mapping[str, str]:
    """Which keys among the buttons stand for which payloads."""
    sent = {button.payload for button in offered}
    keys = {key(choice.payload): choice.payload for choice in choices}
    return {short: payload for short, payload in keys.items() if short in sent}


def told_apart(offered: Sequence[Button]) -> bool:
    return len({button.title.casefold() for button in offered}) == len(offered)


def shortened(title: str, limit: int, unit: Unit) -> str | None:
    """The title within `limit`, cut with "…", at a space where one is near; None when less than
    half of it would be left, or nothing is there to be shown."""
    if not title or measure(title, unit) <= limit:
        return title or None
    kept = ""
    for grapheme in graphemes(title):
        if measure(f"{kept}{grapheme}…", unit) > limit:
            break
        kept += grapheme
    word, _, begun = kept.rpartition(" ")
    if word and len(begun) <= len(kept) // 3:
        kept = word
    kept = kept.rstrip(" ,;:-–")
    return f"{kept}…" if 2 * len(kept) >= len(title) else None


def _size(payload: str) -> int:
    return measure(payload, "bytes")
