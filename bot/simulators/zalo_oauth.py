"""`oauth.zaloapp.com`, version 4: consent, exchange, refresh (Zalo PHP SDK; several integrators).

Errors have a shape of their own and, some of them, HTTP 200 (ChatbotXIO/ChatbotX, pull request
1019: good tokens were overwritten because of it)."""

from __future__ import annotations

import hmac
import html
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from bot.simulators.answers import Refusal
from bot.simulators.zalo_account import ACCESS_LIFE, CODE_LIFE, Code, Tokens, ZaloAccount, challenge
from bot.simulators.zalo_errors import OAUTH

if TYPE_CHECKING:
    from bot.simulators.zalo import ZaloSimulator

_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Cấp quyền OA</title>
<body style="font:18px/1.6 system-ui;max-width:32rem;margin:2rem auto;padding:0 1rem">
<h1 style="font-size:1.4rem">Cấp quyền cho ứng dụng</h1>
<p>Đây là trang mô phỏng của Zalo. Chọn Official Account để ứng dụng được gửi và nhận tin:</p>
<form method="get"><input type="hidden" name="allow" value="1">{hidden}
<p>{choices}</p><p><button style="font:inherit;padding:.6rem 1.4rem">Đồng ý</button></p>
</form></body></html>"""


def error(code: str, status: int = 200) -> Response:
    name, reason = OAUTH[code]
    return JSONResponse(
        {
            "error_name": name,
            "error_reason": reason,
            "ref_doc": "https://developers.zalo.me/docs/official-account",
            "error_description": reason,
            "error": int(code),
        },
        status_code=status,
    )


def install(zalo: ZaloSimulator) -> None:
    async def permission(request: Request) -> Response:
        """Consent. `redirect_uri` has to equal the console's to the byte; a code lives 10 min."""
        query = dict(request.query_params)
        accounts = [each for each in zalo.accounts.values() if each.app_id == query.get("app_id")]
        if not accounts:
            return error("-14002")
        uri = query.get("redirect_uri", "")
        if not uri or any(each.redirect_uri not in (None, uri) for each in accounts):
            return error("-14003")
        chosen = zalo.accounts.get(query.get("oa_id", ""))
        if "allow" not in query or chosen not in accounts:
            return HTMLResponse(_consent(query, accounts))
        assert chosen is not None
        code = secrets.token_urlsafe(24)
        until = zalo.world.pace.now() + CODE_LIFE
        chosen.codes[code] = Code(query.get("code_challenge", ""), until)
        back = {"code": code, "oa_id": chosen.id}
        if chosen.echoes_state and "state" in query:
            back["state"] = query["state"]
        return RedirectResponse(f"{uri}{'&' if '?' in uri else '?'}{urlencode(back)}", 302)

    async def access_token(request: Request) -> Response:
        """Exchange and refresh. The app's secret is the header `secret_key`; form body."""
        form = dict(parse_qsl((await request.body()).decode(errors="replace")))
        secret = request.headers.get("secret_key", "").encode()
        accounts = [
            each
            for each in zalo.accounts.values()
            if each.app_id == form.get("app_id")
            and hmac.compare_digest(each.app_secret.encode(), secret)
        ]
        if not accounts:
            return error("-14002")
        match form.get("grant_type"):
            case "authorization_code":
                account = _redeem(zalo, accounts, form)
            case "refresh_token":
                account = _owner(zalo, accounts, form.get("refresh_token", ""))
            case _:
                return error("-14002")
        trouble = await zalo.fate(account, call="oauth")
        tokens = account.rotate(zalo.world.pace)
        zalo.world.changes.tell()
        if trouble:
            raise zalo.refusal(account, trouble.code)
        return JSONResponse(_pair(tokens))

    zalo.oauth.add_api_route("/v4/oa/permission", permission, methods=["GET"])
    zalo.oauth.add_api_route("/v4/oa/access_token", access_token, methods=["POST"])


def _pair(tokens: Tokens) -> dict[str, str]:
    """`expires_in` is a string (Zalo's documentation)."""
    life = str(int(ACCESS_LIFE.total_seconds()))
    return {
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "expires_in": life,
    }


def _redeem(zalo: ZaloSimulator, accounts: list[ZaloAccount], form: dict[str, str]) -> ZaloAccount:
    """A code is good once. Without a challenge no verifier is asked for (a public body's bot,
    seen in real traffic)."""
    for account in accounts:
        code = account.codes.get(form.get("code", ""))
        if code is None:
            continue
        if zalo.world.pace.now() >= code.until:
            break
        if code.challenge and challenge(form.get("code_verifier", "")) != code.challenge:
            raise Refusal(error("-14024"))
        del account.codes[form["code"]]
        return account
    raise Refusal(error("-14012"))


def _owner(zalo: ZaloSimulator, accounts: list[ZaloAccount], refresh: str) -> ZaloAccount:
    for account in accounts:
        tokens = account.tokens
        if refresh and tokens.refresh == refresh and zalo.world.pace.now() < tokens.refresh_until:
            return account
    raise Refusal(error("-14029"))


def _consent(query: dict[str, str], accounts: list[ZaloAccount]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in query.items()
        if name not in ("allow", "oa_id")
    )
    choices = "<br>".join(
        f'<label><input type="radio" name="oa_id" value="{html.escape(each.id)}"'
        f"{' checked' if not at else ''}> {html.escape(each.name)} ({html.escape(each.id)})</label>"
        for at, each in enumerate(accounts)
    )
    return _PAGE.format(hidden=hidden, choices=choices)
