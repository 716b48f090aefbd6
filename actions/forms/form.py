"""A form as data: its questions in order, how an answer is read, what may be left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.plans.catalogue import Catalogue

Values = Mapping[str, str]


@dataclass(frozen=True)
class Scene:
    """What a question and a reader may look at."""

    today: dt.date
    plans: Catalogue
    locality: str | None = None  # of the conversation
    values: Values = field(default_factory=dict)  # answered so far, by slot name
    again: bool = False  # more was asked for once already: what comes now is taken


@dataclass(frozen=True)
class Taken:
    """An answer that was understood. `more` keeps it and asks, once, for a little more."""

    value: str
    more: str | None = None


@dataclass(frozen=True)
class Refused:
    """An answer that cannot be used, with the reason to tell."""

    reason: str


Reading = Taken | Refused


@dataclass(frozen=True)
class Option:
    """A choice; `words` are other ways to say it, folded."""

    value: str
    title: str
    words: tuple[str, ...] = ()


def _always(_scene: Scene) -> bool:
    return True


def _no_options(_scene: Scene) -> tuple[Option, ...]:
    return ()


def _nothing_known(_scene: Scene) -> str | None:
    return None


def _never(_text: str) -> bool:
    return False


def _cannot(_value: str, _new: str) -> str | None:
    return None


def _unexplained(_scene: Scene) -> str:
    return ""


def _as_it_is(value: str, _scene: Scene) -> str:
    return value


@dataclass(frozen=True)
class Slot:
    """One thing the form asks.

    Attributes:
        label: its name in the summary; `aliases` are what people call it (folded).
        question: may depend on what was answered.
        unavailable: said when somebody gives it although `when` does not hold.
        suggested: options shown first, the rest on demand.
        derive: what follows from other answers, unless the person said otherwise.
        forgets: slots to be answered anew when this one changes.
        amend: puts a part in its place ("thôn 3" into "thôn 2 xã Bình Lương"); None: cannot.
        sure: whether a text is an answer to this beyond doubt.
        free: prose, where almost everything may be an answer.
    """

    name: str
    label: str
    question: Callable[[Scene], str]
    read: Callable[[str, Scene], Reading]
    help: str
    aliases: tuple[str, ...] = ()
    options: Callable[[Scene], tuple[Option, ...]] = _no_options
    suggested: Callable[[Scene], tuple[Option, ...]] = _no_options
    optional: bool = False
    unskipped: str = ""  # said when it cannot be skipped, instead of the form's own words
    free: bool = False
    when: Callable[[Scene], bool] = _always
    unavailable: Callable[[Scene], str] = _unexplained
    derive: Callable[[Scene], str | None] = _nothing_known
    forgets: tuple[str, ...] = ()
    amend: Callable[[str, str], str | None] = _cannot
    sure: Callable[[str], bool] = _never
    show: Callable[[str, Scene], str] = _as_it_is


@dataclass(frozen=True)
class Phrases:
    """What the engine itself says; `{}` marks what is put in."""

    noted: str  # label, value
    missing: str  # labels
    required: str
    first: str
    nothing_yet: str
    too_long: str  # characters written, characters allowed
    which_field: str
    no_such_field: str  # number
    not_a_choice: str
    review_unclear: str
    not_sent_yet: str
    kept: str
    asked: str  # a question came instead of an answer
    press_send: str
    not_yet: str  # a field that was not answered yet, in the summary
    restarted: str


@dataclass(frozen=True)
class Form:
    slots: tuple[Slot, ...]
    phrases: Phrases
    facts: Callable[[str, Scene], Values]  # several answers in one message
    longest: int
    strays: Callable[[str, str, Scene], Values]  # slot asked, text: what else the text answers

    def slot(self, name: str | None) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)
