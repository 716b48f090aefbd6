"""The Page's own state at Meta: subscription, profile, templates; and people's profiles."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.simulators.answers import parameters
from bot.simulators.graph_account import FIELDS, MORE_FIELDS, PageAccount
from bot.simulators.rates import Rate

if TYPE_CHECKING:
    from bot.simulators.graph import GraphSimulator

_PROFILE = frozenset({"get_started", "greeting", "ice_breakers", "persistent_menu"})
# docs/messenger-platform/reference/messenger-profile-api: persistent-menu, ice-breakers, greeting.
# Payloads of 1,000 letters and questions of 80 are unconfirmed.
_MENU, _TITLE, _PAYLOAD = 20, 30, 1000
_QUESTIONS, _QUESTION = 4, 80
_GREETING = 160
_CALLS, _SPAN = 10, 600.0  # "10 API calls per 10 minute interval", per Page (the same)
_ENDS = re.compile(r"^\s*\{\{|\}\}\s*$")


class PageApi:
    def __init__(self, graph: GraphSimulator) -> None:
        self.graph = graph
        self._calls: dict[str, Rate] = {}

    def install(self) -> None:
        add = self.graph.app.add_api_route
        add(
            "/{version}/{node}/subscribed_apps",
            self.subscription,
            methods=["GET", "POST", "DELETE"],
        )
        add(
            "/{version}/{node}/messenger_profile",
            self.profile,
            methods=["GET", "POST", "DELETE"],
        )
        add("/{version}/{node}/message_templates", self.templates, methods=["POST"])
        add("/{version}/{node}", self.object, methods=["GET"])

    async def _given(self, request: Request) -> dict[str, Any]:
        """Parameters may stand in the query or the body."""
        return {**dict(request.query_params), **await parameters(request)}

    async def subscription(self, request: Request, version: str, node: str) -> Response:
        """Subscribing again switches on what an hour of failures had switched off."""
        given = await self._given(request)
        account = self.graph.authorised(request, version, node, given)
        await self.graph.fate(account, call="account")
        if request.method == "POST":
            wanted = given.get("subscribed_fields", "")
            names = wanted if isinstance(wanted, list) else str(wanted).split(",")
            asked = frozenset(name.strip() for name in names if name.strip())
            strange = asked - FIELDS - MORE_FIELDS
            if strange or not asked:
                told = f"subscribed_fields: {', '.join(sorted(strange)) or 'empty'}"
                raise self.graph.wrong(account, "100", told)
            account.subscribed = asked
            account.mail.on = True
            self.graph.world.changes.tell()
            return self._answer(account, {"success": True})
        if request.method == "DELETE":
            account.subscribed = frozenset()
            return self._answer(account, {"success": True})
        apps = []
        if account.subscribed:
            named = {"id": account.app_id, "name": "Gương Sáng"}
            apps = [{**named, "subscribed_fields": sorted(account.subscribed)}]
        return self._answer(account, {"data": apps})

    async def profile(self, request: Request, version: str, node: str) -> Response:
        given = await self._given(request)
        account = self.graph.authorised(request, version, node, given)
        await self.graph.fate(account, call="account")
        calls = self._calls.setdefault(
            account.id, Rate(_CALLS, _SPAN, self.graph.world.pace.seconds)
        )
        if calls.take():
            raise self.graph.wrong(account, "613")
        if request.method == "GET":
            wanted = str(given.get("fields", ",".join(sorted(_PROFILE)))).split(",")
            told = {name: account.profile[name] for name in wanted if name in account.profile}
            return self._answer(account, {"data": [told] if told else []})
        if request.method == "POST":
            changes = {name: value for name, value in given.items() if name in _PROFILE}
            self._check_profile(account, changes)
            account.profile.update(changes)
        else:
            for name in given.get("fields", []):
                account.profile.pop(name, None)
        self.graph.world.changes.tell()
        return self._answer(account, {"result": "success"})

    def _check_profile(self, account: PageAccount, changes: dict[str, Any]) -> None:
        """Whatever has locales needs a default one; a menu needs Get Started."""
        for name, fits in _FITS.items():
            if name in changes and not fits(changes[name]):
                raise self.graph.wrong(account, "100", f"{name} is not valid")
        started = changes.get("get_started") or account.profile.get("get_started")
        if "persistent_menu" in changes and not started:
            raise self.graph.wrong(account, "100", "You must set a Get Started button")

    async def templates(self, request: Request, version: str, node: str) -> Response:
        """Utility templates (2026-03-13): reviewed within seconds; the body may not start or end
        with a parameter."""
        given = await self._given(request)
        account = self.graph.authorised(request, version, node, given)
        parts = given.get("components")
        parts = parts if isinstance(parts, list) else []
        texts = [str(part.get("text", "")) for part in parts if part.get("type") == "BODY"]
        if not texts or not given.get("name") or given.get("category") != "UTILITY":
            raise self.graph.wrong(account, "100", "INCORRECT_PARAMS")
        if _ENDS.search(texts[0]):
            raise self.graph.wrong(account, "100", "INCORRECT_PARAMS")
        account.utility_templates[str(given["name"])] = texts[0]
        id = str(secrets.randbelow(10**15))
        made = {"id": id, "status": "APPROVED", "category": "UTILITY"}
        return self._answer(account, made)

    async def object(self, request: Request, version: str, node: str) -> Response:
        """The Page, or a person who wrote to it. Names need an approval of their own."""
        given = await self._given(request)
        token = self.graph.authorised(request, version, "me", given)
        if node in ("me", token.id):
            await self.graph.fate(token, call="account")
            return self._answer(token, {"name": token.name, "id": token.id})
        person = token.people.get(node)
        if person is None:
            raise self.graph.wrong(token, "100", f"Object with ID '{node}' does not exist")
        await self.graph.fate(token, person, "profile")
        if not token.names_told:
            raise self.graph.wrong(token, "100/2018247")
        first, _, last = person.name.rpartition(" ")
        told = {"first_name": last, "last_name": first, "profile_pic": "", "id": person.id}
        return self._answer(token, told)

    def _answer(self, account: PageAccount, body: dict[str, Any]) -> Response:
        return JSONResponse(body, headers=self.graph.usage(account))


def _localised(value: Any, fits: Callable[[dict[str, Any]], bool]) -> bool:
    entries = value if isinstance(value, list) else []
    good = all(isinstance(each, dict) and fits(each) for each in entries)
    return good and any(each.get("locale") == "default" for each in entries)


def _actions(entry: dict[str, Any], most: int, fits: Callable[[dict[str, Any]], bool]) -> bool:
    actions = entry.get("call_to_actions")
    if not isinstance(actions, list) or not 0 < len(actions) <= most:
        return False
    return all(isinstance(each, dict) and fits(each) for each in actions)


def _within(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


def _is_line(action: dict[str, Any]) -> bool:
    kinds = {"postback": "payload", "web_url": "url"}
    needed = kinds.get(str(action.get("type")))
    return (
        needed is not None
        and _within(action.get("title"), _TITLE)
        and _within(action.get(needed), _PAYLOAD)
    )


def _is_question(action: dict[str, Any]) -> bool:
    return _within(action.get("question"), _QUESTION) and _within(action.get("payload"), _PAYLOAD)


_FITS: dict[str, Callable[[Any], bool]] = {
    "get_started": lambda value: isinstance(value, dict) and _within(value.get("payload"), 1000),
    "greeting": lambda value: _localised(value, lambda each: _within(each.get("text"), _GREETING)),
    "ice_breakers": lambda value: _localised(
        value, lambda each: _actions(each, _QUESTIONS, _is_question)
    ),
    "persistent_menu": lambda value: _localised(
        value, lambda each: _actions(each, _MENU, _is_line)
    ),
}


async def verify_webhook(graph: GraphSimulator, account: PageAccount, url: str) -> bool:
    """What entering the webhook's address in the app's dashboard does: GET with a challenge that
    has to come back as it is (D/webhooks). Only https in earnest; here anything."""
    challenge = str(secrets.randbelow(10**10))
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": account.verify_token,
        "hub.challenge": challenge,
    }
    try:
        answer = await graph.world.http.get(url, params=asked, timeout=5)
    except (httpx.HTTPError, OSError):
        return False
    if answer.status_code != 200 or answer.text != challenge:
        return False
    account.webhook = account.mail.url = url
    return True
