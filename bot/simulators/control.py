"""Works the simulators from outside: for the page, and for tests in other processes."""

from __future__ import annotations

import dataclasses
import statistics
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, HTTPException, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from bot.simulators.acts import Act, Kind, NotHere
from bot.simulators.engine import Account, Offered, Simulator
from bot.simulators.faults import Call, Faults
from bot.simulators.graph_account import FIELDS as PAGE_FIELDS
from bot.simulators.graph_account import MORE_FIELDS, PageAccount
from bot.simulators.people import Bubble, Key, Person
from bot.simulators.zalo_account import ZaloAccount

if TYPE_CHECKING:
    from bot.simulators.app import Simulators

LONG_POLL = 25.0  # seconds
LATEST = 200  # bubbles of a conversation


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewAct(_Asked):
    kind: Kind
    text: str = Field("", max_length=20_000)
    payload: str = ""
    quick: bool = False
    hidden: bool = False
    message: str = ""
    url: str = ""
    name: str = ""
    latitude: float = Field(0.0, ge=-90, le=90)
    longitude: float = Field(0.0, ge=-180, le=180)
    phone: str = ""
    ref: str = ""


class NewError(_Asked):
    code: str
    person: str | None = None
    delivered: bool = False
    call: Call = "send"
    times: int = Field(1, ge=1, le=1000)


class Silence(_Asked):
    hours: float = Field(gt=0)


class Passed(_Asked):
    seconds: float = Field(gt=0)


class Words(_Asked):
    text: str = Field(min_length=1)


class Token(_Asked):
    state: Literal["good", "expired"]


class Webhook(_Asked):
    on: bool


def router(simulators: Simulators) -> APIRouter:
    return Control(simulators).router


class Control:
    def __init__(self, simulators: Simulators) -> None:
        self.simulators = simulators
        self.router = APIRouter(prefix="/control")
        add = self.router.add_api_route
        conversation = "/{vendor}/{account}/people/{person}"
        add("/state", self.state, methods=["GET"])
        add("/changes", self.changes, methods=["GET"])
        add("/time", self.time, methods=["POST"])
        add("/pictures", self.picture, methods=["POST"])
        add(conversation, self.conversation, methods=["GET"])
        add(conversation + "/acts", self.act, methods=["POST"])
        add(conversation + "/staff", self.staff, methods=["POST"])
        add(conversation + "/silence", self.silence, methods=["POST"])
        add("/{vendor}/{account}/errors", self.errors, methods=["POST"])
        add("/{vendor}/{account}/faults", self.faults, methods=["PUT"])
        add("/{vendor}/{account}/token", self.token, methods=["POST"])
        add("/{vendor}/{account}/webhook", self.webhook, methods=["POST"])
        add("/{vendor}/{account}/repeat", self.repeat, methods=["POST"])

    def _account(self, vendor: str, account: str) -> tuple[Simulator[Any], Any]:
        found = self.simulators.vendors.get(vendor)
        if found is None or account not in found.accounts:
            raise HTTPException(404, "Không có tài khoản này.")
        return found, found.accounts[account]

    def _person(self, vendor: str, account: str, person: str) -> Person:
        """Somebody new, when the id is new."""
        found, _ = self._account(vendor, account)
        return found.person(person, account=account)

    async def state(self) -> dict[str, Any]:
        world = self.simulators.world
        return {
            "product": self.simulators.settings.product_url,
            "now": world.pace.now().isoformat(),
            "change": world.changes.number,
            "vendors": [
                {
                    "name": vendor.name,
                    "title": vendor.title,
                    "codes": list(vendor.codes.items()),
                    "accounts": [_account(each) for each in vendor.accounts.values()],
                }
                for vendor in self.simulators.vendors.values()
            ],
        }

    async def changes(self, after: int = -1) -> dict[str, int]:
        """At once when there was one, else after the next, or half a minute."""
        return {"change": await self.simulators.world.changes.after(after, LONG_POLL)}

    async def time(self, passed: Passed) -> dict[str, str]:
        pace = self.simulators.world.pace
        pace.advance(passed.seconds)
        self.simulators.world.changes.tell()
        return {"now": pace.now().isoformat()}

    async def picture(self, file: UploadFile) -> dict[str, str]:
        kept = self.simulators.world.media.put(
            await file.read(), file.content_type or "image/jpeg", "anh.jpg"
        )
        return {"url": kept.path}

    async def conversation(self, vendor: str, account: str, person: str) -> dict[str, Any]:
        found = self._person(vendor, account, person)
        now = self.simulators.world.pace.now()
        doubles = {each.number for each in found.doubles()}
        return {
            "person": {"id": found.id, "name": found.name, "standing": found.standing},
            "typing": bool(found.typing_until and found.typing_until > now),
            "bubbles": [_bubble(each, doubles) for each in found.bubbles[-LATEST:]],
        }

    async def act(self, vendor: str, account: str, person: str, new: NewAct) -> dict[str, Any]:
        try:
            found = self._person(vendor, account, person)
            bubble = found.account.vendor.act(found, Act(**new.model_dump()))
        except NotHere as error:
            raise HTTPException(422, str(error)) from None
        return {"id": bubble.id if bubble else None}

    async def staff(self, vendor: str, account: str, person: str, words: Words) -> dict[str, str]:
        found, _ = self._account(vendor, account)
        return {"id": found.staff_writes(self._person(vendor, account, person), words.text).id}

    async def silence(
        self, vendor: str, account: str, person: str, silence: Silence
    ) -> dict[str, bool]:
        self._person(vendor, account, person).grows_silent(hours=silence.hours)
        return {"ok": True}

    async def errors(self, vendor: str, account: str, error: NewError) -> dict[str, bool]:
        found, whose = self._account(vendor, account)
        if error.person is not None:
            whose = self._person(vendor, account, error.person)
        try:
            found.set_next_error(
                whose,
                error.code,
                delivered=error.delivered,
                call=error.call,
                times=error.times,
            )
        except (KeyError, ValueError):
            raise HTTPException(422, "Không có mã lỗi này.") from None
        return {"ok": True}

    async def faults(self, vendor: str, account: str, changed: dict[str, Any]) -> dict[str, Any]:
        _, found = self._account(vendor, account)
        if isinstance(changed.get("errors"), list):
            changed["errors"] = tuple(changed["errors"])
        try:
            found.faults = dataclasses.replace(found.faults, **changed)
        except (TypeError, ValueError) as error:
            raise HTTPException(422, str(error)) from None
        return _faults(found.faults)

    async def token(self, vendor: str, account: str, token: Token) -> dict[str, bool]:
        _, found = self._account(vendor, account)
        if isinstance(found, ZaloAccount) and token.state == "expired":
            found.expire_access(self.simulators.world.pace)
        elif isinstance(found, PageAccount):
            found.token_dead = token.state == "expired"
        else:
            raise HTTPException(422, "Mã truy cập ở đây không hết hạn như vậy.")
        return {"ok": True}

    async def webhook(self, vendor: str, account: str, webhook: Webhook) -> dict[str, bool]:
        _, found = self._account(vendor, account)
        if webhook.on:
            found.mail.on = True
            found.mail.alerts.clear()
            if isinstance(found, PageAccount):
                found.subscribed = PAGE_FIELDS | MORE_FIELDS
        else:
            found.mail.switch_off("Webhook bị tắt bằng tay.")
        self.simulators.world.changes.tell()
        return {"ok": True}

    async def repeat(self, vendor: str, account: str) -> dict[str, bool]:
        _, found = self._account(vendor, account)
        if found.mail.latest is None:
            raise HTTPException(409, "Chưa có tin nào để giao lại.")
        found.mail.repeat(found.mail.latest)
        return {"ok": True}


def _account(account: Account) -> dict[str, Any]:
    counts: dict[str, Any] = dict(vars(account.mail.counts))
    answers = sorted(counts.pop("answers"))
    if answers:
        counts["answer_p50"] = statistics.median(answers)
        counts["answer_p99"] = answers[min(int(len(answers) * 0.99), len(answers) - 1)]
    return {
        "id": account.id,
        "name": account.name,
        "slug": account.slug,
        "webhook": account.mail.url,
        "on": account.mail.on and bool(account.mail.url),
        "alerts": account.mail.alerts,
        "newcomer": _offered(account.vendor.newcomer(account)),
        "menu": _offered(account.vendor.menu(account)),
        "faults": _faults(account.faults),
        "counts": counts,
        "people": [
            {"id": each.id, "name": each.name, "standing": each.standing}
            for each in list(account.people.values())[:LATEST]
        ],
    }


def _offered(offered: Offered) -> dict[str, Any]:
    taps = [
        {"title": title, "act": {"kind": act.kind, "text": act.text, "payload": act.payload}}
        for title, act in offered.taps
    ]
    return {"words": offered.words, "taps": taps}


def _faults(faults: Faults) -> dict[str, Any]:
    return dataclasses.asdict(faults)


def _bubble(bubble: Bubble, doubles: set[int]) -> dict[str, Any]:
    said = bubble.said
    return {
        "number": bubble.number,
        "id": bubble.id,
        "by": bubble.by,
        "at": bubble.at.isoformat(),
        "kind": said.kind,
        "text": said.text,
        "image": said.image,
        "keys": [_key(each) for each in said.keys],
        "quick": [_key(each) for each in said.quick],
        "seen": bubble.seen,
        "double": bubble.number in doubles,
    }


def _key(key: Key) -> dict[str, Any]:
    return dataclasses.asdict(key)
