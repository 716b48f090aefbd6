"""The Page's own state at Meta: how it is, a lost subscription mended, greeting and menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.contract import Account, Introduction, Sent
from bot.channels.messenger import errors, graph
from bot.channels.messenger.events import GET_STARTED
from bot.channels.messenger.usage import percent
from bot.channels.messenger.values import Json, identifier, listed, mapping, text

FIELDS = (
    "messages",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_optins",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "messaging_policy_enforcement",
)
MORE_FIELDS = ("message_reactions", "message_edits", "standby")  # documented, but we do without
TOKEN_DEAD = frozenset({102, 190})  # docs/graph-api/guides/error-handling


async def check(http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
    """Name, `subscribed`, the `fields` our app gets and those `missing`, `usage` in percent.

    After an hour of failing webhooks Meta unsubscribes the app from the Page (D/webhooks), and
    says nothing in the API but this. When Meta refuses: `error` and `token_dead`.

    Raises:
        httpx.HTTPError: it could not be asked.
    """
    try:
        page, _ = await _ask(http, account, "GET", account.vendor_id, params={"fields": "name"})
        apps, headers = await _ask(http, account, "GET", account.vendor_id, "subscribed_apps")
    except _Refused as refused:
        return {"error": refused.sent.reason, "token_dead": refused.code in TOKEN_DEAD}
    ours = account.options.get("app_id")
    found = [mapping(app) for app in listed(apps.get("data"))]
    mine = [app for app in found if ours is None or identifier(app.get("id")) == ours]
    fields = {text(field) for app in mine for field in listed(app.get("subscribed_fields"))}
    return {
        "name": text(page.get("name")),
        "subscribed": bool(mine) and fields.issuperset(FIELDS),
        "fields": sorted(fields),
        "missing": [field for field in FIELDS if field not in fields],
        "apps": [identifier(app.get("id")) for app in found],
        "usage": percent(headers),
    }


async def subscribe(http: httpx.AsyncClient, account: Account) -> Sent:
    """Subscribes our app to the Page's events again. Safe to repeat."""
    done = Sent("permanent", reason="Facebook không nhận các trường cần đăng ký")
    for fields in ((*FIELDS, *MORE_FIELDS), FIELDS):
        params = {"subscribed_fields": ",".join(fields)}
        done = await _do(http, account, account.vendor_id, "subscribed_apps", params=params)
        if done.status != "permanent":  # else a field this version does not know
            break
    return done


async def introduce(http: httpx.AsyncClient, account: Account, introduction: Introduction) -> Sent:
    """Get Started, greeting, ice breakers and menu, in one of the ten calls that Meta allows in
    ten minutes (docs/messenger-platform/reference/messenger-profile-api). The menu needs Get
    Started; for newcomers the ice breakers stand in its place (.../ice-breakers, 2024-06-26)."""
    lines = [
        {"type": "postback", "title": entry.title, "payload": entry.payload}
        for entry in introduction.menu
    ]
    asked = [
        {"question": entry.question, "payload": entry.payload}
        for entry in introduction.menu
        if entry.question
    ]
    profile = {
        "get_started": {"payload": GET_STARTED},
        "greeting": [{"locale": "default", "text": introduction.greeting}],
        "ice_breakers": [{"locale": "default", "call_to_actions": asked}],
        "persistent_menu": [
            {"locale": "default", "composer_input_disabled": False, "call_to_actions": lines}
        ],
    }
    return await _do(http, account, "me", "messenger_profile", json=profile)


async def _do(http: httpx.AsyncClient, account: Account, *path: str, **more: Any) -> Sent:
    try:
        answer, _ = await _ask(http, account, "POST", *path, **more)
    except _Refused as refused:
        return refused.sent
    except httpx.HTTPStatusError as error:
        return errors.classify(error.response, outside=False)
    except Exception as error:
        return errors.lost(error)
    if answer.get("success") in (True, "true") or answer.get("result") == "success":
        return Sent("sent")  # the page shows the string
    return Sent("ambiguous", reason="câu trả lời lạ của Facebook")


class _Refused(Exception):
    """Graph answered with an error of its own."""

    def __init__(self, response: httpx.Response, error: Json) -> None:
        code = error.get("code")
        self.code = code if isinstance(code, int) else None
        self.sent = errors.classify(response, outside=False)
        super().__init__(self.sent.reason)


async def _ask(
    http: httpx.AsyncClient,
    account: Account,
    method: str,
    *path: str,
    params: Mapping[str, str] | None = None,
    json: Any = None,
) -> tuple[Json, httpx.Headers]:
    try:
        request = graph.request(http, account, method, *path, params=params, json=json)
    except graph.NotSetUp as unusable:
        raise httpx.UnsupportedProtocol(str(unusable)) from None
    response = await http.send(request, follow_redirects=False)
    try:
        body = mapping(response.json())
    except (ValueError, RecursionError):
        body = {}
    if error := mapping(body.get("error")):
        raise _Refused(response, error)
    if not response.is_success or not body:
        # Not `raise_for_status`: its words hold the whole address.
        raise httpx.HTTPStatusError(
            f"HTTP {response.status_code}", request=request, response=response
        )
    return body, response.headers
