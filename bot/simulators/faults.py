"""How a vendor misbehaves: by chance, or the next time it is asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any, Literal

Chance = Literal[
    "duplicate",
    "duplicate_at_once",
    "late",
    "batch",
    "lost_answer",
    "unknown",
    "refused",
    "cut_before",
    "cut_after",
    "error_after",
    "slow",
    "echo_first",
    "echo_lost",
]


@dataclass(frozen=True)
class Faults:
    """Chances from 0 to 1. The same seed and the same person's n-th message meet the same fate,
    in whatever order the tasks run."""

    seed: int = 0

    # what the vendor delivers to us
    duplicate: float = 0.0  # once more, after it was acknowledged
    duplicate_at_once: float = 0.0  # once more, while the first request is still open
    late: float = 0.0  # held back, so that later ones overtake it
    late_seconds: float = 20.0  # scaled
    batch: float = 0.0  # waits for the next one and comes in the same request (Messenger)
    lost_answer: float = 0.0  # our answer never reaches the vendor, who delivers again
    unknown: float = 0.0  # with it comes an event that no document names

    # what we ask of the vendor
    refused: float = 0.0  # with one of `errors`
    errors: tuple[str, ...] = ()
    cut_before: float = 0.0  # the connection ends and nothing was done
    cut_after: float = 0.0  # the connection ends, and yet the message was delivered
    error_after: float = 0.0  # the first of `errors` is answered, and yet it was delivered
    slow: float = 0.0
    slow_seconds: float = 10.0  # not scaled
    echo_first: float = 0.0  # the echo arrives before the call has returned
    echo_lost: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value: Any = getattr(self, field.name)
            chance = field.name not in ("seed", "late_seconds", "slow_seconds", "errors")
            if chance and not 0 <= value <= 1:
                raise ValueError(f"{field.name}: {value} không nằm trong khoảng 0 đến 1")

    def happens(self, what: Chance, subject: str) -> bool:
        chance: float = getattr(self, what)
        return chance > 0 and self.draw(what, subject) < chance

    def draw(self, what: str, subject: str) -> float:
        """A number from 0 to 1 that depends on nothing but the seed and what it is drawn for."""
        digest = hashlib.sha256(f"{self.seed}:{what}:{subject}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    def error(self, subject: str) -> str:
        return self.errors[int(self.draw("which", subject) * len(self.errors))]


Call = Literal["send", "upload", "profile", "oauth", "account", "media", "updates"]


@dataclass(frozen=True)
class Trouble:
    """What the vendor will answer instead of doing what it is asked.

    `code` is the vendor's ("-216", "10/2018278", "403"), or one that fits all: "cut" ends the
    connection, "http:502" answers so with JSON and "http:502:html" with a page.
    """

    code: str
    delivered: bool = False  # the message arrives all the same
    call: Call = "send"
