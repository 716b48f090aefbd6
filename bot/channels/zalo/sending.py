"""One bubble to Zalo: the call, the variants tried in it, and what became of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx

from bot.channels.contract import Account, Malformed, Part, Sent
from bot.channels.zalo import addresses, errors, payload
from bot.channels.zalo.ways import PATHS, Way, base, headers

TIMEOUT = httpx.Timeout(15, connect=5)
FAILURES = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)


async def send(
    http: httpx.AsyncClient,
    account: Account,
    address: str,
    part: Part,
    clock: Callable[[], dt.datetime],
) -> Sent:
    refused = _refused(account, address, part)
    if refused:
        return refused
    first = way = Way.of(account.options, address)
    tried = {way}
    while True:
        code, sent = await _post(http, account, address, part, way=way, clock=clock)
        following = way.instead(code, part, address)
        if following is None or following in tried:
            break
        tried.add(following)
        way = following
    return replace(sent, learnt=way.learnt(first)) if sent.status == "sent" else sent


def _refused(account: Account, address: str, part: Part) -> Sent | None:
    """What need not be asked."""
    token = account.secrets.get("access_token", "")
    if not token.strip():
        return Sent("config", reason="chưa có access token", token_dead=True)
    if not (token.isascii() and token.isprintable()):
        return Sent("config", reason="access token có ký tự lạ")
    if not (part.text or part.image or part.buttons or part.quick):
        return Sent("permanent", reason="không có gì để gửi")
    if not all(addresses.recipient(address).values()):
        return Sent("permanent", reason="khách chưa có mã cuộc trò chuyện")
    return None


async def _post(
    http: httpx.AsyncClient,
    account: Account,
    address: str,
    part: Part,
    *,
    way: Way,
    clock: Callable[[], dt.datetime],
) -> tuple[int | None, Sent]:
    """Zalo's code, if it gave one, and the outcome."""
    body = json.dumps(way.body(address, part), ensure_ascii=False).encode("utf-8", "replace")
    try:
        response = await http.post(
            base(account) + PATHS[way.endpoint],
            content=body,
            headers={**headers(account, way.proof), "content-type": "application/json"},
            timeout=TIMEOUT,
            follow_redirects=False,
        )
    except FAILURES as error:
        return None, errors.of_failure(error)
    return _read(response, part, clock)


def _read(
    response: httpx.Response, part: Part, clock: Callable[[], dt.datetime]
) -> tuple[int | None, Sent]:
    """The status first: a 5xx may carry a JSON that looks like a final word, and is none."""
    try:
        answer = payload.load(response.content)
    except Malformed:
        answer = {}
    code, message_id = errors.error_code(answer), payload.string(answer, "data", "message_id")
    if code and response.status_code < 500:
        return code, errors.outcome(code, answer, response.headers, part, clock())
    if response.is_success and (code == 0 or message_id):
        return 0, Sent("sent", message_id or None, quota_left=_quota(answer))
    return None, errors.of_status(response.status_code, response.headers)


def _quota(answer: Any) -> int | None:
    """`data.quota.remain` of the package; a "reply"'s is one person's own, of eight in 48 hours."""
    if payload.string(answer, "data", "quota", "quota_type") == "reply":
        return None
    return payload.whole(payload.string(answer, "data", "quota", "remain"))
