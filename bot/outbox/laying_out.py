"""What of an outbox message goes out as which bubbles, on its channel and by its account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.reply import Choice, Media, Reply
from bot.channels.capabilities import plain
from bot.channels.contract import Capabilities, Part
from bot.outbox.rendering import Rendered, render
from data.models import OutboxMessage

PLAIN = "plain"  # option of an account whose vendor refuses buttons and pictures


@dataclass(frozen=True)
class Laid:
    """`numbers`: what a number means once the last bubble has arrived; None: as before."""

    parts: tuple[Part, ...]
    numbers: tuple[Choice, ...] | None

    @property
    def numbers_kept(self) -> list[dict[str, Any]] | None:
        if self.numbers is None:
            return None
        return [choice.model_dump(mode="json") for choice in self.numbers]


def lay_out(
    message: OutboxMessage,
    capabilities: Capabilities,
    options: Mapping[str, Any],
    site: str | None,
) -> Laid:
    """Always the same for the same message, for it is asked before every bubble.

    Raises:
        pydantic.ValidationError: the message is no reply.
    """
    limits = plain(capabilities) if options.get(PLAIN) in ("yes", "1", "true") else capabilities
    reply = Reply.model_validate(message.body)
    rendered = render(reply, limits, site=site)
    parts, numbered = rendered.parts, rendered.numbered
    if message.plain_from is not None:
        again = list(_again(reply, rendered, message.plain_from, limits, site))
        parts = parts[: message.plain_from] + tuple(p for each in again for p in each.parts)
        numbered = next((each.numbered for each in again if each.numbered), numbered)
    return Laid(parts, _numbers(message, reply, numbered))


def decorated(part: Part) -> bool:
    """Whether it has anything that a text alone would do without."""
    return bool(part.image or part.buttons or part.quick)


def _again(
    reply: Reply, rendered: Rendered, first: int, limits: Capabilities, site: str | None
) -> Iterator[Rendered]:
    """The bubbles from `first` on, with their choices as a numbered list, their links and
    pictures as addresses."""
    for part in rendered.parts[first:]:
        buttons = (*part.buttons, *part.quick)
        media = [Media(kind="link", url=b.url, alt=b.title) for b in buttons if b.url]
        if part.image:
            media.append(Media(kind="image", url=part.image, alt=part.alt))
        offers = any(button.url is None for button in buttons)
        bare = Reply(
            text=part.text,
            topic=reply.topic,
            choices=reply.choices if offers else (),
            media=tuple(media),
        )
        yield render(bare, plain(limits), site=site)


def _numbers(
    message: OutboxMessage, reply: Reply, numbered: tuple[Choice, ...]
) -> tuple[Choice, ...] | None:
    """As the dialogue remembers choices: those of the last reply to a message that has any. Of
    what is said unasked, a list counts too; what offers nothing changes nothing."""
    if reply.choices:
        return numbered
    return () if message.event_id is not None and message.n == 0 else None
