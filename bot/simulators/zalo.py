"""Zalo's OA API: `openapi.zalo.me`, with `oauth.zaloapp.com` and `business.openapi.zalo.me`."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot.simulators import zalo_console, zalo_events, zalo_oauth
from bot.simulators.acts import Act
from bot.simulators.answers import Refusal, json_object
from bot.simulators.engine import Simulator
from bot.simulators.letters import Habit, Letter, Notice
from bot.simulators.people import Bubble, Person, Said
from bot.simulators.rates import Rate
from bot.simulators.showing import shown
from bot.simulators.world import World
from bot.simulators.zalo_account import STATE, ZaloAccount
from bot.simulators.zalo_data import Data
from bot.simulators.zalo_errors import APP_LIMIT, ERRORS, OA_LIMIT, OAUTH
from bot.simulators.zalo_said import Asset, Wrong, read
from bot.simulators.zalo_templates import Templates

CALLS_A_MINUTE = 4000  # per app (several integrators)
FREE = dt.timedelta(hours=48)  # zalo.solutions/oa/pricing, by a community check of 2026-09-16
WINDOW = dt.timedelta(days=7)  # the same


class ZaloSimulator(Simulator[ZaloAccount]):
    name = "zalo"
    title = "Zalo"
    # 200 within 2 s, else again after 30 s, 5, 15, 30 min and 1 h, then the webhook is switched
    # off until somebody switches it on (several integrators). Whether a slow or failing answer is
    # tried again or only a lost connection is disputed: `retries_answers`. Order: unconfirmed.
    habit = Habit(
        limit=2.0,
        waits=(30, 300, 900, 1800, 3600),
        order="first attempts",
        accepted=lambda status: status == 200,
        off_when_exhausted=True,
    )
    codes: ClassVar = {code: meaning for code, (_, meaning) in ERRORS.items()}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.assets: dict[str, Asset] = {}
        self.calls = Rate(CALLS_A_MINUTE, 60, world.pace.seconds)
        self.app.add_api_route("/v3.0/oa/message/cs", self._consult, methods=["POST"])
        self.app.add_api_route("/v2.0/oa/message", self._message_v2, methods=["POST"])
        Data(self).install()
        self.oauth = FastAPI(title="Zalo OAuth", docs_url=None, redoc_url=None, openapi_url=None)
        self.oauth.add_exception_handler(Refusal, _refused)
        zalo_oauth.install(self)
        self.business = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self.business.add_exception_handler(Refusal, _refused)
        Templates(self).install()
        # Last: whatever else is asked. Also what was shut on 2026-03-01 (several integrators):
        # /v3.0/oa/message/transaction and /promotion. The wording is unconfirmed.
        self.app.add_api_route("/{path:path}", _no_such_api, methods=["GET", "POST"])

    # --- towards the product

    def new_id(self, account: ZaloAccount) -> str:
        return secrets.token_hex(10)

    def shown(self, act: Act) -> Said | None:
        if act.kind == "tap":  # the payload is what the person sees (Zalo PHP SDK's names)
            return None if act.hidden else Said("text", act.payload)
        return shown(act, self.world.media)

    def notices(self, account: ZaloAccount, person: Person, act: Act, id: str) -> list[Notice]:
        stamp = self.world.pace.milliseconds()
        event = zalo_events.event(
            account, person, act, id=id, timestamp=stamp, media=self.world.media
        )
        zalo_events.move(person, act, self.world.pace.now())
        return [Notice(id, person.id, event, act.kind)]

    def echo(self, account: ZaloAccount, person: Person, bubble: Bubble) -> Notice | None:
        event = zalo_events.echo(account, person, bubble, self.world.pace.milliseconds())
        return Notice(f"echo-{bubble.id}", person.id, event, "echo")

    def letter(self, account: ZaloAccount, notices: Sequence[Notice], attempt: int) -> Letter:
        return zalo_events.letter(account, notices[0], attempt)

    async def register_webhook(self, account: ZaloAccount, url: str) -> bool:
        return await zalo_console.register_webhook(self, account, url)

    # --- what the product asks

    def error(self, account: ZaloAccount | None, code: str, message: str | None = None) -> Response:
        if code in OAUTH:
            return zalo_oauth.error(code)
        body = {"error": int(code), "message": message or ERRORS[code][0]}
        return JSONResponse(body, headers=self._limits())

    def wrong(self, code: str, message: str | None = None) -> Refusal:
        return Refusal(self.error(None, code, message))

    def answer(self, data: Any) -> Response:
        body = {"error": 0, "message": "Success", "data": data}
        return JSONResponse(body, headers=self._limits())

    def _limits(self) -> dict[str, str]:
        left = str(max(self.calls.left, 0))
        return {"X-RateLimit-Limit": str(self.calls.count), "X-RateLimit-Remain": left}

    def authorised(self, request: Request) -> ZaloAccount:
        """By the header `access_token`, which is no Bearer (Zalo's SDKs).

        Raises:
            Refusal: -216, -220, -224, -242 or -32.
        """
        token = request.headers.get("access_token", "")
        account = self._by_token(token)
        if account.package not in account.packages_with_api and account.oa_type != STATE:
            raise self.wrong("-224")  # whether a state agency's OA is exempt: unconfirmed
        proof = request.headers.get("appsecret_proof", "")
        if account.needs_proof and not hmac.compare_digest(
            proof.encode(), account.proof().encode()
        ):
            raise self.wrong("-242")
        if account.calls and account.calls.take():
            raise self.wrong("-32", OA_LIMIT)
        if self.calls.take():
            raise self.wrong("-32", APP_LIMIT)
        return account

    def _by_token(self, token: str) -> ZaloAccount:
        for account in self.accounts.values():
            tokens = account.tokens
            if token and token in tokens.dead:
                raise self.wrong("-220")
            if token and token == tokens.access:
                if self.world.pace.now() >= tokens.access_until:
                    raise self.wrong("-220")
                return account
        raise self.wrong("-216")

    async def body(self, request: Request) -> dict[str, Any]:
        body = await json_object(request)
        if body is None:
            raise self.wrong("-201", "body is invalid")
        return body

    async def _consult(self, request: Request) -> Response:
        """A consultation message ("tin tư vấn"), v3: not for a state agency's OA (two public
        bodies' bots, seen in real traffic)."""
        account = self.authorised(request)
        body = await self.body(request)
        if account.oa_type == STATE:
            raise self.wrong("-235")
        return await self._send(account, body)

    async def _message_v2(self, request: Request) -> Response:
        """The older path: a state agency's OA still sends by it; others only react with it, and
        answer visitors of the widget."""
        account = self.authorised(request)
        body = await self.body(request)
        if "sender_action" in body:
            return self._react(account, body)
        recipient = body.get("recipient")
        anonymous = isinstance(recipient, dict) and "anonymous_id" in recipient
        if account.oa_type != STATE and not anonymous:
            raise self.wrong("-240")
        message = body.get("message")
        if account.text_only_on_v2 and isinstance(message, dict) and "attachment" in message:
            raise self.wrong("-233")
        return await self._send(account, body)

    async def _send(self, account: ZaloAccount, body: dict[str, Any]) -> Response:
        person = self.recipient(account, body)
        trouble = await self.fate(account, person)
        try:
            said = read(
                body.get("message") or {}, self.assets, self.world.pace.now(), account.buttons_as
            )
        except Wrong as wrong:
            raise self.wrong(wrong.code, wrong.message) from None
        if person.standing == "blocked":
            raise self.wrong("-213")
        quota = self._quota(account, person)
        bubble = await self.accept(account, person, said, trouble, message=body.get("message"))
        sent = str(self.world.pace.milliseconds())
        return self.answer(
            {"message_id": bubble.id, "user_id": person.id, "sent_time": sent, "quota": quota}
        )

    def recipient(self, account: ZaloAccount, body: dict[str, Any]) -> Person:
        """By `user_id`; a visitor of the widget by `anonymous_id` and `conversation_id`, both of
        them (Zalo's SDKs)."""
        given = body.get("recipient")
        given = given if isinstance(given, dict) else body
        person = account.people.get(str(given.get("user_id") or given.get("anonymous_id")))
        conversation = person.details.get("conversation") if person else None
        if person is None or given.get("conversation_id") != conversation:
            raise self.wrong("-201", "user_id is invalid")
        return person

    def _quota(self, account: ZaloAccount, person: Person) -> dict[str, str]:
        """Free within 48 h, so many per interaction; then the package's until 7 days are over
        (zalo.solutions/oa/pricing; -230 and -232 by several integrators)."""
        if person.last_act is None:
            raise self.wrong("-232")
        silence = self.world.pace.now() - person.last_act
        if silence > WINDOW:
            raise self.wrong("-230")
        expires = (person.last_act + FREE).strftime("%d/%m/%Y")
        common = {"owner_type": "OA", "owner_id": account.id, "expired_date": expires}
        used = person.details.get("replies", 0)
        free = account.free_replies
        if silence <= FREE and (free is None or used < free):
            person.details["replies"] = used + 1
            if free is None:
                return {"quota_type": "reply", "remain": "9999", "total": "9999", **common}
            remain = str(free - used - 1)
            return {"quota_type": "reply", "remain": remain, "total": str(free), **common}
        if account.paid_replies <= 0:
            raise self.wrong("-211")
        account.paid_replies -= 1
        return {"quota_type": "sub_quota", "remain": str(account.paid_replies), **common}

    def _react(self, account: ZaloAccount, body: dict[str, Any]) -> Response:
        person = self.recipient(account, body)
        action = body["sender_action"]
        if not isinstance(action, dict) or not action.get("react_message_id"):
            raise self.wrong("-201", "react_message_id is invalid")
        return self.answer({"message_id": action["react_message_id"], "user_id": person.id})


async def _no_such_api(path: str) -> Response:
    return JSONResponse({"error": 404, "message": "Empty api"})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return error.response
