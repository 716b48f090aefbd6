"""One reply as the bubbles of one channel: nothing lost, nothing twice, no markup.

Choices become buttons under the last text, else a quick-reply bar, else a numbered list whose
numbers are remembered. No bubble has two of these kinds, and none with a picture has any: not
every vendor takes them together.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from actions.reply import Choice, Media, Reply, Source
from bot.channels.contract import Button, Capabilities, Part
from bot.outbox import offering
from bot.outbox.splitting import measure, split

CITED = 3  # sources named in a line, as in the answers' own citation
_NUMBERED = re.compile(r"[IVX]+\b|\d")
_ENDS = r"""(?=[.,;:!?…)\]”"']*(?:\s|$))"""


@dataclass(frozen=True)
class Rendered:
    """What to send, in order, and what to remember until the next reply."""

    parts: tuple[Part, ...]
    numbered: tuple[Choice, ...] = ()  # "1" means the first of them
    keys: Mapping[str, str] = field(default_factory=dict)  # a tapped key -> its payload


@dataclass(frozen=True)
class _Layout:
    """One way to lay a reply out, before it is cut into bubbles."""

    text: str
    buttons: Sequence[Button] = ()
    quick: Sequence[Button] = ()
    numbered: tuple[Choice, ...] = ()


def render(reply: Reply, limits: Capabilities, *, site: str | None = None) -> Rendered:
    """`site` is our public address, for links within it; without it they are left out, for
    nobody could open them."""
    choices = offering.distinct(reply.choices)
    words = _words(reply)
    media = _open(reply.media, site)
    pictures = [m for m in media if m.kind == "image" and limits.images and _public(m.url, "https")]
    for shown in range(len(pictures), -1, -1):
        links = [m for m in media if m not in pictures[:shown] and not _written(m.url, words)]
        layout, texts = _laid_out(words, choices, links, limits)
        parts = _parts(layout, texts, pictures[:shown], limits)
        if len(parts) <= max(limits.bubbles, len(texts)) or not shown:
            break
    keys = offering.remembered(choices, (*layout.buttons, *layout.quick))
    return Rendered(parts, layout.numbered, keys)


def _words(reply: Reply) -> str:
    text = unicodedata.normalize("NFC", reply.text).strip()
    return _joined(text, _citation(text, reply.sources))


def _citation(text: str, sources: Sequence[Source]) -> str:
    """ "Nguồn: ...", unless the text names the place itself, as answers from a plan do."""
    if not sources or any(_cites(text, source) for source in sources):
        return ""
    named = dict.fromkeys(offering.line(f"{s.title}, {_place(s)}") for s in sources)
    more = len(named) - CITED
    return f"Nguồn: {'; '.join([*named][:CITED])}" + (f" và {more} mục nữa" if more > 0 else "")


def _cites(text: str, source: Source) -> bool:
    section = re.escape(unicodedata.normalize("NFC", source.section))
    return bool(re.search(rf"\b(?:mục|phần)\s+“?{section}(?!\w|\.\w)", text, re.IGNORECASE))


def _place(source: Source) -> str:
    """ "mục V.1"; a part without a number is called by its name."""
    numbered = _NUMBERED.match(source.section)
    return f"mục {source.section}" if numbered else f"phần “{source.section}”"


def _open(media: Sequence[Media], site: str | None) -> list[Media]:
    """What can be opened from elsewhere, by its full address, each once."""
    found: dict[str, Media] = {}
    for each in media:
        url = f"{site.rstrip('/')}{each.url}" if site and each.url.startswith("/") else each.url
        if _host(url) and urlsplit(url).scheme in ("http", "https"):
            opened = each.model_copy(update={"url": url, "alt": offering.line(each.alt)})
            found.setdefault(url, opened)
    return list(found.values())


def _written(url: str, words: str) -> bool:
    return bool(re.search(re.escape(url) + _ENDS, words))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _public(url: str, *schemes: str) -> bool:
    """Vendors refuse a button or picture whose address only this machine knows."""
    host = _host(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return urlsplit(url).scheme in schemes and "." in host.strip(".")
    return False


def _laid_out(
    words: str, choices: tuple[Choice, ...], links: Sequence[Media], limits: Capabilities
) -> tuple[_Layout, tuple[str, ...]]:
    """The best layout whose buttons find room under the text without a bubble of their own."""
    for layout in _layouts(words, choices, links, limits):
        texts = split(layout.text, limits.text, limits.unit)
        if not layout.buttons or measure(texts[-1], limits.unit) <= limits.text_with_buttons:
            break
    return layout, texts


def _layouts(
    words: str, choices: tuple[Choice, ...], links: Sequence[Media], limits: Capabilities
) -> Iterator[_Layout]:
    """From the handiest to the one that always fits."""
    opened = _link_buttons(links, limits)
    addressed = _joined(words, "\n".join(f"{m.alt}: {m.url}" if m.alt else m.url for m in links))
    listed = offering.listed(choices)
    if choices:
        tapped = offering.buttons(choices, limits.button_title, limits)
        if tapped and opened and _fit([*tapped, *opened], limits.buttons):
            yield _Layout(words or offering.ASK, [*tapped, *opened])
        if _fit(tapped, limits.buttons):
            yield _Layout(addressed or offering.ASK, tapped)
        quick = offering.buttons(choices, limits.quick_title, limits)
        if _fit(quick, limits.quick):
            yield _Layout(addressed or offering.ASK, quick=quick)
    if _fit(opened, limits.buttons) and (words or listed):
        yield _Layout(_joined(words, listed), opened, numbered=choices)
    yield _Layout(_joined(addressed, listed), numbered=choices)


def _link_buttons(links: Sequence[Media], limits: Capabilities) -> list[Button]:
    """All of the links as buttons, or none."""
    if not limits.links or not all(_public(m.url, "http", "https") for m in links):
        return []
    made = [
        Button(title=title, url=each.url)
        for each in links
        if (title := offering.shortened(each.alt, limits.button_title, limits.unit))
    ]
    return made if len(made) == len(links) else []


def _fit(offered: Sequence[Button], most: int) -> bool:
    return 0 < len(offered) <= most and offering.told_apart(offered)


def _parts(
    layout: _Layout, texts: Sequence[str], pictures: Sequence[Media], limits: Capabilities
) -> tuple[Part, ...]:
    """Pictures first: alone, or the last of them with the first text under it."""
    parts = [Part(text=text) for text in texts]
    if parts:
        parts[-1] = replace(parts[-1], buttons=tuple(layout.buttons), quick=tuple(layout.quick))
    alone = [Part(image=m.url, alt=_alt(m.alt, limits)) for m in pictures]
    if alone and parts and _may_caption(parts[0], limits):
        last = alone.pop()
        parts[0] = replace(parts[0], image=last.image, alt=last.alt)
    return (*alone, *parts)


def _may_caption(part: Part, limits: Capabilities) -> bool:
    return not (part.buttons or part.quick) and measure(part.text, limits.unit) <= limits.caption


def _alt(alt: str, limits: Capabilities) -> str:
    """Within a caption: channels show it there."""
    if not limits.caption or measure(alt, limits.unit) <= limits.caption:
        return alt
    room = limits.caption - measure("…", limits.unit)
    return split(alt, room, limits.unit)[0] + "…"


def _joined(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)
