"""What Zalo says of the OA: `GET /v2.0/oa/getoa`."""

from __future__ import annotations

from typing import Any

import httpx

from bot.channels.contract import Account, Malformed
from bot.channels.zalo import errors, payload
from bot.channels.zalo.sending import TIMEOUT
from bot.channels.zalo.ways import Way, base, headers

PATH = "/v2.0/oa/getoa"
TYPES = {"2": "doanh nghiệp", "4": "cơ quan nhà nước"}
"""`oa_type`, as several integrators read it (2026-11)."""


async def check(http: httpx.AsyncClient, account: Account) -> dict[str, Any]:
    """`name`, `vendor_id`, `type`, `package`, `package_until`, `verified`, `followers`,
    `rate_left` (calls the app has this minute), `mismatch` (the token is of another OA than the
    account); or `error`, with `token_dead` when a refresh may help.

    Raises:
        httpx.HTTPError: it could not be asked.
    """
    way = Way.of(account.options, "")
    response = await http.get(
        base(account) + PATH,
        headers=headers(account, way.proof),
        timeout=TIMEOUT,
        follow_redirects=False,
    )
    if not response.is_success:
        response.raise_for_status()
    try:
        answer = payload.load(response.content)
    except Malformed:
        raise httpx.DecodingError("not Zalo's JSON", request=response.request) from None
    code = errors.error_code(answer)
    if code != 0:
        known = errors.CODES.get(code or 0)
        meaning = known.reason if known else "mã lỗi lạ"
        return {"error": f"{code} {meaning}", "token_dead": bool(known and known.token_dead)}
    found = _described(answer)
    found["rate_left"] = payload.whole(response.headers.get("x-ratelimit-remain", ""))
    found["mismatch"] = found["vendor_id"] not in ("", account.vendor_id) or None
    return {key: value for key, value in found.items() if value not in ("", None)}


def _described(answer: dict[str, Any]) -> dict[str, Any]:
    kind = payload.string(answer, "data", "oa_type")
    return {
        "name": payload.string(answer, "data", "name"),
        "vendor_id": payload.string(answer, "data", "oaid")
        or payload.string(answer, "data", "oa_id"),
        "type": TYPES.get(kind, kind),
        "package": payload.string(answer, "data", "package_name"),
        "package_until": payload.string(answer, "data", "package_valid_through_date"),
        "verified": payload.at(answer, "data", "is_verified"),
        "followers": payload.whole(payload.string(answer, "data", "num_follower")),
    }
