"""What people do whose answer is known by its words: learnt from the product before the storm."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.simulators.acts import Kind
from bot.simulators.app import Simulators
from bot.simulators.people import Bubble, Key, Person
from tests.bench.questions import QUESTIONS
from tests.chaos.patience import until
from tests.chaos.vendors import FIRST_PERSON

PLACES = ("Cẩm Ngọc", "Bình Lương", "Triệu Sơn", "Tủa Chùa", "Gò Vấp")
UNREADABLE: tuple[Kind, ...] = ("sticker", "voice", "file")
GREETING = "Chào anh/chị, đây là trợ lý tự động"
TEACHERS = 8  # people who ask at a time, of one vendor
PATIENCE = 60.0  # seconds for one answer in calm weather
MORE = 0.15  # seconds in which a second bubble would come


@dataclass(frozen=True)
class Ask:
    """One thing to do; its answer is one bubble that begins with `answer`, as no other does."""

    kind: Kind
    text: str = ""
    payload: str = ""
    quick: bool = False
    hidden: bool = False
    answer: str = ""

    def by(self, person: Person) -> None:
        heard = person.heard
        about = heard[-1].id if heard and self.kind == "tap" else "1"
        person.does(
            self.kind,
            text=self.text,
            payload=self.payload,
            quick=self.quick,
            hidden=self.hidden,
            message=about,
        )


HELLO = Ask("follow", answer=GREETING)


async def learn(simulators: Simulators, count: int, seed: int) -> dict[str, list[Ask]]:
    """For each vendor, `count` questions or so, taps on the buttons under their answers, and what
    nobody can read. Everything is asked twice, each time in another order: what is answered in more
    than one bubble, or not the same both times, is left out."""
    chance = random.Random(seed)
    pool = [f"{place}: {question}" for place in PLACES for question in QUESTIONS]
    asks = [Ask("text", text) for text in chance.sample(pool, count)]
    asks += [Ask(kind) for kind in UNREADABLE]
    names = list(simulators.vendors)
    found = await asyncio.gather(
        *(_learn_at(simulators, name, asks, random.Random(seed)) for name in names)
    )
    return dict(zip(names, found, strict=True))


async def _learn_at(
    simulators: Simulators, vendor: str, asks: Sequence[Ask], chance: random.Random
) -> list[Ask]:
    teachers = [
        simulators.vendors[vendor].person(str(FIRST_PERSON + 10**9 + n)) for n in range(TEACHERS)
    ]
    known: dict[Ask, list[list[Bubble]]] = defaultdict(list)
    await _ask_all(teachers, asks, chance, known)
    taps = _taps(bubble for heard in known.values() for each in heard for bubble in each)
    for turn in ([*asks, *taps], taps):  # everything has been asked twice
        await _ask_all(teachers, turn, chance, known)
    return told_apart(
        replace(ask, answer=heard[0][0].text)
        for ask, heard in known.items()
        if all(len(each) == 1 for each in heard) and len({each[0].text for each in heard}) == 1
    )


async def _ask_all(
    teachers: Sequence[Person],
    asks: Sequence[Ask],
    chance: random.Random,
    known: dict[Ask, list[list[Bubble]]],
) -> None:
    shuffled = chance.sample(asks, len(asks))

    async def teach(person: Person, own: Sequence[Ask]) -> None:
        if not person.heard:
            await _answer(person, HELLO)
        for ask in own:
            known[ask].append(await _answer(person, ask))

    await asyncio.gather(
        *(teach(person, shuffled[n :: len(teachers)]) for n, person in enumerate(teachers))
    )


async def _answer(person: Person, ask: Ask) -> list[Bubble]:
    before = len(person.heard)
    ask.by(person)
    await until(lambda: len(person.heard) > before, PATIENCE, every=0.02)
    await asyncio.sleep(MORE)
    return person.heard[before:]


def _taps(bubbles: Iterable[Bubble]) -> list[Ask]:
    """On buttons that say themselves which place they mean, so that it never matters when."""
    found = {
        Ask("tap", key.title, key.payload, quick=key in bubble.said.quick, hidden=key.hidden)
        for bubble in bubbles
        for key in (*bubble.said.keys, *bubble.said.quick)
        if _stands_alone(key)
    }
    return sorted(found, key=lambda ask: ask.payload)


def _stands_alone(key: Key) -> bool:
    return key.url is None and "plan=" in key.payload


def told_apart(asks: Iterable[Ask]) -> list[Ask]:
    """Those whose answer neither begins another's nor is begun by one: sooner or later the vendor
    refuses the buttons, and they follow the words as a list."""
    kept: list[Ask] = []
    for ask in asks:
        answers = [GREETING, *(each.answer for each in kept)]
        if ask.answer and not any(
            ask.answer.startswith(each) or each.startswith(ask.answer) for each in answers
        ):
            kept.append(ask)
    return kept


def stories(
    asks: Mapping[str, Sequence[Ask]], people: int, events: int, chance: random.Random
) -> list[tuple[str, list[Ask]]]:
    """What everybody will do, vendor by vendor in turn: nobody asks the same twice.

    Raises:
        ValueError: there are not asks enough for so many events of one person.
    """
    found = []
    for number in range(people):
        vendor = list(asks)[number % len(asks)]
        own = events // people + (number < events % people)
        found.append((vendor, [HELLO, *chance.sample(asks[vendor], own - 1)]))
    return found
