"""The Page's own state at Meta: subscription, profile, templates; and people's profiles."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.simulators.answers import parameters
from bot.simulators.graph_account import FIELDS, MORE_FIELDS, PageAccount

if TYPE_CHECKING:
    from bot.simulators.graph import GraphSimulator

_PROFILE = frozenset({"get_started", "greeting", "ice_breakers", "persistent_menu"})
_MENU = 20  # items of the persistent menu (D/messenger-profile)
_QUESTIONS = 4  # ice breakers (the same)
_ENDS = re.compile(r"^\s*\{\{|\}\}\s*$")


class PageApi:
    def __init__(self, graph: GraphSimulator) -> None:
        self.graph = graph

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
        if request.method == "POST":
            changes = {name: value for name, value in given.items() if name in _PROFILE}
            self._check_profile(account, changes)
            account.profile.update(changes)
            return self._answer(account, {"result": "success"})
        wanted = str(given.get("fields", ",".join(sorted(_PROFILE)))).split(",")
        if request.method == "DELETE":
            for name in given.get("fields", []):
                account.profile.pop(name, None)
            return self._answer(account, {"result": "success"})
        told = {name: account.profile[name] for name in wanted if name in account.profile}
        return self._answer(account, {"data": [told] if told else []})

    def _check_profile(self, account: PageAccount, changes: dict[str, Any]) -> None:
        """A menu needs Get Started and a default locale; ice breakers too need the locale."""
        for name in ("persistent_menu", "ice_breakers"):
            entries = changes.get(name)
            if entries is None:
                continue
            entries = entries if isinstance(entries, list) else []
            most = _MENU if name == "persistent_menu" else _QUESTIONS
            good = all(
                isinstance(each, dict) and len(each.get("call_to_actions", [])) <= most
                for each in entries
            )
            if not good or all(each.get("locale") != "default" for each in entries):
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
