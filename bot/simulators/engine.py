"""One vendor: its accounts, the people there, and what becomes of what the product asks."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from fastapi import FastAPI, Request, Response

from bot.simulators.acts import Act
from bot.simulators.answers import Refusal, anywhere
from bot.simulators.faults import Call, Faults, Trouble
from bot.simulators.letters import Habit, Letter, Notice
from bot.simulators.mail import Mail
from bot.simulators.people import Bubble, Person, Said
from bot.simulators.showing import shown, with_file
from bot.simulators.world import World

ECHO_DELAY = 0.05  # seconds after the call; not scaled
ECHO_FIRST = 5.0  # seconds a call waits at most for its echo to be answered


@dataclass(kw_only=True)
class Account:
    """One OA, Page or bot at the vendor's. `slug` is ours: it stands in the webhook's address."""

    id: str
    slug: str
    name: str = "Gương Sáng"
    webhook: str = ""
    faults: Faults = field(default_factory=Faults)
    people: dict[str, Person] = field(default_factory=dict, repr=False)
    next_errors: deque[Trouble] = field(default_factory=deque)
    vendor: Simulator[Any] = field(init=False, repr=False)
    mail: Mail = field(init=False, repr=False)


A = TypeVar("A", bound=Account)


@dataclass(frozen=True)
class Offered:
    """What the vendor's own app shows around a conversation: words, and what can be tapped."""

    words: str = ""
    taps: Sequence[tuple[str, Act]] = ()


class Simulator(ABC, Generic[A]):
    name: ClassVar[str]  # as in the address of the webhook
    title: ClassVar[str]
    habit: ClassVar[Habit]
    codes: ClassVar[Mapping[str, str]]  # every error it can answer, and what it means

    def __init__(self, world: World) -> None:
        self.world = world
        self.accounts: dict[str, A] = {}
        self.app = FastAPI(title=self.title, docs_url=None, redoc_url=None, openapi_url=None)
        self.app.add_exception_handler(Refusal, _refused)
        self.app.include_router(world.media.router)

    def add(self, account: A) -> A:
        account.vendor = self
        account.mail = Mail(
            habit=self.habit,
            pace=self.world.pace,
            http=self.world.http,
            write=lambda notices, attempt: self.letter(account, notices, attempt),
            faults=lambda: account.faults,
            changed=self.world.changes.tell,
        )
        account.mail.url = account.webhook
        self.accounts[account.id] = account
        return account

    @property
    def account(self) -> A:
        """The first one."""
        return next(iter(self.accounts.values()))

    def person(self, id: str, name: str = "An", account: str | None = None) -> Person:
        """The person of this id, who may be new."""
        found = self.accounts[account] if account else self.account
        return found.people.setdefault(id, Person(id, found, name))

    # --- towards the product

    def act(self, person: Person, act: Act) -> Bubble | None:
        """Does it, and delivers what the vendor tells of it. Returns what is to be seen of it.

        Raises:
            NotHere: people cannot do that here.
        """
        account: A = person.account  # type: ignore[assignment]  # of this vendor
        id = self.new_id(account)
        act = with_file(act, self.world.media)
        notices = self.notices(account, person, act, id)
        person.acts += 1
        said = self.shown(act)
        bubble = person.add("person", id, said, self.world.pace.now()) if said else None
        if act.kind == "seen":
            for each in person.bubbles:
                each.seen = each.seen or each.by != "person"
        if account.faults.happens("unknown", f"{person.id}:{person.acts}"):
            strange = self.notices(account, person, Act("unknown"), self.new_id(account))
            notices = [*notices, *strange]
        for notice in notices:
            self.deliver(account, notice)
        self.world.changes.tell()
        return bubble

    def shown(self, act: Act) -> Said | None:
        return shown(act, self.world.media)

    def newcomer(self, account: A) -> Offered:
        """Before the first message."""
        return Offered()

    def menu(self, account: A) -> Offered:
        """Beside the conversation."""
        return Offered()

    def staff_writes(self, person: Person, text: str, **raw: Any) -> Bubble:
        """Somebody answers from the vendor's own inbox."""
        account: A = person.account  # type: ignore[assignment]
        now = self.world.pace.now()
        bubble = person.add("staff", self.new_id(account), Said("text", text), now, **raw)
        if echo := self.echo(account, person, bubble):
            self.deliver(account, echo)
        self.world.changes.tell()
        return bubble

    def deliver(self, account: A, notice: Notice) -> None:
        account.mail.put(notice)

    @abstractmethod
    def new_id(self, account: A) -> str:
        """Of a message; unlike any before, also after the simulators were started anew."""

    @abstractmethod
    def notices(self, account: A, person: Person, act: Act, id: str) -> list[Notice]:
        """What the vendor tells of an act; moves windows and standings.

        Raises:
            NotHere: people cannot do that here.
        """

    @abstractmethod
    def echo(self, account: A, person: Person, bubble: Bubble) -> Notice | None:
        """What the vendor tells of a message of the account itself."""

    @abstractmethod
    def letter(self, account: A, notices: Sequence[Notice], attempt: int) -> Letter:
        """The signed request for these events."""

    # --- what the product asks

    @abstractmethod
    def error(self, account: A | None, code: str) -> Response:
        """The vendor's answer for one of `codes`.

        Raises:
            KeyError: no such code.
        """

    def refusal(self, account: A | None, code: str) -> Refusal:
        return Refusal(anywhere(code) or self.error(account, code))

    def set_next_error(
        self,
        whose: Person | A,
        code: str,
        *,
        delivered: bool = False,
        call: Call = "send",
        times: int = 1,
    ) -> None:
        """The next calls to this person, or of this account, go wrong so.

        Raises:
            KeyError: the vendor has no such code.
        """
        if not code.startswith("slow:"):
            account = whose.account if isinstance(whose, Person) else whose
            self.refusal(account, code)  # type: ignore[arg-type]
        whose.next_errors.extend([Trouble(code, delivered, call)] * times)

    async def fate(
        self, account: A, person: Person | None = None, call: Call = "send"
    ) -> Trouble | None:
        """What befalls this call: it is slow, or refused, or goes through and errs all the same.

        Raises:
            Refusal: it is refused.
        """
        faults = account.faults
        trouble = (_next(person.next_errors, call) if person else None) or _next(
            account.next_errors, call
        )
        if call == "send" and person is not None:
            person.tries += 1
            subject = f"{person.id}:{person.tries}"
            trouble = trouble or _chance(faults, subject)
            if faults.happens("slow", subject):
                await asyncio.sleep(faults.slow_seconds)
        if trouble and trouble.code.startswith("slow:"):
            await asyncio.sleep(float(trouble.code.removeprefix("slow:")))
            return None
        if trouble and not trouble.delivered:
            raise self.refusal(account, trouble.code)
        return trouble

    async def accept(
        self, account: A, person: Person, said: Said, trouble: Trouble | None, **raw: Any
    ) -> Bubble:
        """Shows it to the person, and echoes it.

        Raises:
            Refusal: it was delivered, and the answer is an error all the same.
        """
        bubble = person.add("account", self.new_id(account), said, self.world.pace.now(), **raw)
        self.world.changes.tell()
        echo = self.echo(account, person, bubble)
        subject = f"{person.id}:{person.tries}"
        if echo is None or account.faults.happens("echo_lost", subject):
            pass
        elif account.faults.happens("echo_first", subject):
            self.deliver(account, echo)
            await asyncio.wait({asyncio.create_task(echo.tried.wait())}, timeout=ECHO_FIRST)
        else:
            self.world.spawn(self._echo_soon(account, echo))
        if trouble:
            raise self.refusal(account, trouble.code)
        return bubble

    async def _echo_soon(self, account: A, echo: Notice) -> None:
        await asyncio.sleep(ECHO_DELAY)
        self.deliver(account, echo)


def _next(troubles: deque[Trouble], call: Call) -> Trouble | None:
    for trouble in troubles:
        if trouble.call == call:
            troubles.remove(trouble)
            return trouble
    return None


def _chance(faults: Faults, subject: str) -> Trouble | None:
    if faults.happens("cut_before", subject):
        return Trouble("cut")
    if faults.happens("cut_after", subject):
        return Trouble("cut", delivered=True)
    if faults.errors and faults.happens("refused", subject):
        return Trouble(faults.error(subject))
    if faults.errors and faults.happens("error_after", subject):
        return Trouble(faults.errors[0], delivered=True)
    return None


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return error.response
