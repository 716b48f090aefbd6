"""The Page's own state at Meta: for the health page, and to mend a lost subscription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.contract import Account
from bot.channels.messenger import graph
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


async def check(http: httpx.AsyncClient, account: Account) -> Mapping[str, Any]:
    """Name, `subscribed`, the `fields` our app gets and those `missing`, `usage` in percent.

    After an hour of failing webhooks Meta unsubscribes the app from the Page (D/webhooks), and
    says nothing in the API but this. With a token Meta refuses: `error`, its code and subcode.

    Raises:
        httpx.HTTPError: it could not be asked.
    """
    try:
        page, _ = await _ask(http, account, "GET", account.vendor_id, params={"fields": "name"})
        apps, headers = await _ask(http, account, "GET", account.vendor_id, "subscribed_apps")
    except _Refused as refused:
        return {"error": str(refused), "subscribed": False}
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


async def resubscribe(http: httpx.AsyncClient, account: Account) -> bool:
    """Subscribes our app to the Page's events again; whether it took. Safe to repeat.

    Raises:
        httpx.HTTPError: it could not be asked.
    """
    for fields in ((*FIELDS, *MORE_FIELDS), FIELDS):
        try:
            answer, _ = await _ask(
                http,
                account,
                "POST",
                account.vendor_id,
                "subscribed_apps",
                params={"subscribed_fields": ",".join(fields)},
            )
        except _Refused as refused:
            if refused.code == 100:  # a field this version does not know
                continue
            return False
        return answer.get("success") in (True, "true")  # the page shows the string
    return False


class _Refused(Exception):
    """Graph answered with an error of its own."""

    def __init__(self, error: Json) -> None:
        self.code = error.get("code")
        super().__init__(f"{self.code}/{error.get('error_subcode', 0)}")


async def _ask(
    http: httpx.AsyncClient,
    account: Account,
    method: str,
    *path: str,
    params: Mapping[str, str] | None = None,
) -> tuple[Json, httpx.Headers]:
    try:
        request = graph.request(http, account, method, *path, params=params)
    except graph.NotSetUp as unusable:
        raise httpx.UnsupportedProtocol(str(unusable)) from None
    response = await http.send(request, follow_redirects=False)
    try:
        body = mapping(response.json())
    except (ValueError, RecursionError):
        body = {}
    if error := mapping(body.get("error")):
        raise _Refused(error)
    if not response.is_success or not body:
        # Not `raise_for_status`: its words hold the whole address.
        raise httpx.HTTPStatusError(
            f"HTTP {response.status_code}", request=request, response=response
        )
    return body, response.headers
