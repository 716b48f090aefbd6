"""Meta's Graph API as far as Messenger needs it: `graph.facebook.com`."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.simulators import graph_events
from bot.simulators.acts import Act
from bot.simulators.answers import Refusal, parameters
from bot.simulators.engine import Offered, Simulator
from bot.simulators.graph_account import PageAccount
from bot.simulators.graph_errors import ERRORS, GraphError, body
from bot.simulators.graph_page import PageApi
from bot.simulators.graph_said import TAGS_DEAD, TYPES, Wrong, read
from bot.simulators.letters import Habit, Letter, Notice
from bot.simulators.people import Bubble, Person, Said
from bot.simulators.rates import Rate
from bot.simulators.world import World

WINDOW = dt.timedelta(hours=24)  # D/send-messages; longer after some ads, not modelled
HUMAN_AGENT = dt.timedelta(days=7)
TYPING = dt.timedelta(seconds=20)  # D does not say; seen in courier's code
SENDS_A_SECOND, MEDIA_A_SECOND = 300, 10  # D/overview/rate-limiting, 2026-03-23
CALLS_PER_ENGAGED = 200  # in any 24 h (the same)
_HOUR = 3600
_VERSION = re.compile(r"v\d+\.\d+")


class GraphSimulator(Simulator[PageAccount]):
    name = "messenger"
    title = "Messenger"
    # D/webhooks: 200 within 5 s; on failure "immediately a few more times"; after 15 minutes of
    # failing an alert; after an hour the app is unsubscribed from the Page. What comes between
    # the first repeats and the hour, and for how long, is open: the waits after the third are ours.
    habit = Habit(
        limit=5.0,
        waits=(0, 0, 0, 60, 240, 600, 900, 900, 900, 3600),
        order="first attempts",
        accepted=lambda status: status == 200,
        alert_after=_HOUR / 4,
        off_after=_HOUR,
        batches=True,
    )
    codes: ClassVar = {code: error.meaning for code, error in ERRORS.items()}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._rates: dict[str, tuple[Rate, Rate, Rate]] = {}
        self.app.add_api_route("/{version}/{node}/messages", self._messages, methods=["POST"])
        PageApi(self).install()

    def add(self, account: PageAccount) -> PageAccount:
        def unsubscribe() -> None:
            account.subscribed = frozenset()

        added = super().add(account)
        added.mail.on_switched_off = unsubscribe
        now = self.world.pace.seconds
        self._rates[account.id] = (
            Rate(SENDS_A_SECOND, 1, now),
            Rate(MEDIA_A_SECOND, 1, now),
            Rate(CALLS_PER_ENGAGED, 24 * _HOUR, now),
        )
        return added

    # --- towards the product

    def new_id(self, account: PageAccount) -> str:
        return f"m_{secrets.token_urlsafe(24)}"

    def notices(self, account: PageAccount, person: Person, act: Act, id: str) -> list[Notice]:
        item = graph_events.event(
            account,
            person,
            act,
            id=id,
            timestamp=self.world.pace.milliseconds(),
            media=self.world.media,
        )
        if act.kind == "unfollow":
            person.standing = "blocked"
        elif act.kind in graph_events.INTERACTIONS:
            person.last_act, person.standing = self.world.pace.now(), "active"
        if item is None:
            return []
        slot, field = "messaging", graph_events.field_of(act)
        if person.elsewhere:
            slot, field = "standby", "standby"
        event = {"slot": slot, "field": field, "item": item}
        return [Notice(id, person.id, event, act.kind)]

    def echo(self, account: PageAccount, person: Person, bubble: Bubble) -> Notice:
        item = graph_events.echo(account, person, bubble, self.world.pace.milliseconds())
        slot = "standby" if account.echo_in_standby else "messaging"
        event = {"slot": slot, "field": "message_echoes", "item": item}
        return Notice(f"echo-{bubble.id}", person.id, event, "echo")

    def tell_policy(self, account: PageAccount, action: str, reason: str) -> None:
        """`warning`, `block`, `unblock`: of nobody, so without a sender."""
        item = {
            "recipient": {"id": account.id},
            "timestamp": self.world.pace.milliseconds(),
            "policy_enforcement": {"action": action, "reason": reason},
        }
        event = {"slot": "messaging", "field": "messaging_policy_enforcement", "item": item}
        self.deliver(account, Notice(self.new_id(account), "", event, "policy"))

    def tell_change(self, account: PageAccount, field: str, value: dict[str, Any]) -> None:
        event = {"slot": "changes", "field": field, "item": {"field": field, "value": value}}
        self.deliver(account, Notice(self.new_id(account), "", event, "change"))

    def deliver(self, account: PageAccount, notice: Notice) -> None:
        """Only what the Page's subscription names; "webhook data cannot be queried later"."""
        if notice.event["field"] in account.subscribed:
            super().deliver(account, notice)
        else:
            account.mail.counts.missed += not account.subscribed

    def letter(self, account: PageAccount, notices: Sequence[Notice], attempt: int) -> Letter:
        return graph_events.letter(account, notices, self.world.pace.milliseconds())

    # --- what the product asks

    def error(self, account: PageAccount | None, code: str, message: str | None = None) -> Response:
        known: GraphError = ERRORS[code]
        headers = self.usage(account) if account else {}
        return JSONResponse(body(code, message), known.status, headers)

    def wrong(self, account: PageAccount | None, code: str, message: str | None = None) -> Refusal:
        return Refusal(self.error(account, code, message))

    def usage(self, account: PageAccount) -> dict[str, str]:
        """D/overview/rate-limiting and docs/graph-api/overview/rate-limiting: percent; minutes."""
        daily = self._rates[account.id][2]
        share = min(100 - 100 * max(daily.left, 0) // max(daily.count, 1), 100)
        wait = 60 if share >= 100 else 0
        told = {"type": "messenger", "call_count": share, "total_cputime": 1, "total_time": 1}
        used = {account.id: [{**told, "estimated_time_to_regain_access": wait}]}
        app = {"call_count": share, "total_time": 1, "total_cputime": 1}
        return {"X-Business-Use-Case-Usage": json.dumps(used), "X-App-Usage": json.dumps(app)}

    def authorised(
        self, request: Request, version: str, node: str, given: dict[str, Any]
    ) -> PageAccount:
        """The Page token in a header, the query or the body; `node` "me" is the token's Page.

        Raises:
            Refusal: 190, 100 or, for a wrong proof, 100.
        """
        if not _VERSION.fullmatch(version):
            raise self.wrong(None, "100", "Unknown path components")
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = token or request.query_params.get("access_token") or given.get("access_token", "")
        accounts = self.accounts.values()
        account = next((each for each in accounts if each.page_token == token), None)
        if account is None or account.token_dead:
            raise self.wrong(None, "190")
        proof = str(request.query_params.get("appsecret_proof") or given.get("appsecret_proof", ""))
        if (proof or account.needs_proof) and not hmac.compare_digest(
            proof.encode(), account.proof().encode()
        ):
            raise self.wrong(account, "100", "Invalid appsecret_proof provided in the API argument")
        if node not in ("me", account.id):
            raise self.wrong(account, "100", f"Object with ID '{node}' does not exist")
        return account

    async def _messages(self, request: Request, version: str, node: str) -> Response:
        given = await parameters(request)
        account = self.authorised(request, version, node, given)
        person = self._recipient(account, given)
        if "sender_action" in given:
            return self._sender_action(account, person, given)
        trouble = await self.fate(account, person)
        self._count(account, given)
        try:
            said = read(given.get("message"), account.utility_templates)
        except Wrong as wrong:
            raise self.wrong(account, wrong.code, wrong.message) from None
        self._permit(account, person, given)
        bubble = await self.accept(account, person, said, trouble, sent=given)
        answer = {"recipient_id": person.id, "message_id": bubble.id}
        if "user_ref" in given["recipient"]:
            del answer["recipient_id"]
        return JSONResponse(answer, headers=self.usage(account))

    def _recipient(self, account: PageAccount, given: dict[str, Any]) -> Person:
        recipient = given.get("recipient")
        if not isinstance(recipient, dict):
            raise self.wrong(account, "100", "param recipient must be non-empty")
        id = str(recipient.get("id") or str(recipient.get("user_ref")).removeprefix("ref-"))
        person = account.people.get(id)
        if person is None:
            raise self.wrong(account, "100/2018001")
        return person

    def _sender_action(
        self, account: PageAccount, person: Person, given: dict[str, Any]
    ) -> Response:
        """Nothing else may be in the request (D/sender-actions)."""
        if set(given) - {"recipient", "sender_action", "access_token", "appsecret_proof"}:
            raise self.wrong(account, "100", "sender_action must be sent alone")
        now = self.world.pace.now()
        match given["sender_action"]:
            case "typing_on":
                person.typing_until = now + TYPING
            case "typing_off":
                person.typing_until = None
            case "mark_seen" | "react" | "unreact":
                pass
            case _:
                raise self.wrong(account, "100", "sender_action is not supported")
        self.world.changes.tell()
        return JSONResponse({"recipient_id": person.id}, headers=self.usage(account))

    def _count(self, account: PageAccount, given: dict[str, Any]) -> None:
        texts, media, daily = self._rates[account.id]
        wrote = sum(each.last_act is not None for each in account.people.values())
        daily.count = CALLS_PER_ENGAGED * (wrote if account.engaged is None else account.engaged)
        message = given.get("message")
        attachment = message.get("attachment") if isinstance(message, dict) else None
        kind = attachment.get("type") if isinstance(attachment, dict) else None
        if daily.take():
            raise self.wrong(account, "4")
        if (media if kind in ("audio", "video") else texts).take():
            raise self.wrong(account, "613")

    def _permit(self, account: PageAccount, person: Person, given: dict[str, Any]) -> None:
        """Who may be sent what, and when (D/send-messages)."""
        kind, tag = given.get("messaging_type", "RESPONSE"), given.get("tag")
        if kind not in TYPES or (kind == "MESSAGE_TAG") != bool(tag):
            raise self.wrong(account, "100", "messaging_type is not valid")
        if tag in TAGS_DEAD or (tag and tag != "HUMAN_AGENT"):
            raise self.wrong(account, "100", f"tag {tag} is not supported")
        if person.standing == "blocked":
            raise self.wrong(account, "551")
        if person.elsewhere:
            raise self.wrong(account, "10/2018300")
        if kind == "UTILITY":
            return
        window = HUMAN_AGENT if tag else WINDOW
        if tag and not account.human_agent:
            raise self.wrong(account, "10", "Human Agent is not approved for this app")
        if person.last_act is None or self.world.pace.now() - person.last_act > window:
            raise self.wrong(account, "10/2018278")

    def shown(self, act: Act) -> Said | None:
        if act.kind == "follow":
            return Said("text", "Bắt đầu")
        return super().shown(act)

    def newcomer(self, account: PageAccount) -> Offered:
        greeting = str(account.of_profile("greeting").get("text", ""))
        asked = account.of_profile("ice_breakers").get("call_to_actions", ())
        questions = [
            (each["question"], Act("tap", each["question"], each["payload"])) for each in asked
        ]
        started = [("Bắt đầu", Act("follow"))] if "get_started" in account.profile else []
        return Offered(greeting, questions or started)

    def menu(self, account: PageAccount) -> Offered:
        lines = account.of_profile("persistent_menu").get("call_to_actions", ())
        return Offered(
            "",
            [
                (each["title"], Act("tap", each["title"], each["payload"]))
                for each in lines
                if each["type"] == "postback"
            ],
        )
