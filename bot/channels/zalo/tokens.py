"""OAuth v4 of Zalo: the consent address with PKCE, the exchange of the code, the refresh.

An access token lives 25 hours. A refresh token lives three months and serves once: the answer holds
the next, and the old access token is reported to die at that moment. Whoever calls keeps the new
pair before using it, and one lock longer than `TIMEOUT` around it.

Errors come in another shape than the API's, now and then with HTTP 200, as
`{"error": -14014, "error_name": "...", "error_reason": "...", "error_description": "..."}`: so only
a body that holds both tokens is a pair (a project that took others overwrote good tokens).
Sources: Zalo's PHP SDK (`getLoginUrlByOA`, `PKCEUtil`), several integrators, 2026-11.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import httpx

from bot.channels.contract import Account, Malformed
from bot.channels.zalo import errors, payload
from bot.channels.zalo.sending import FAILURES

OAUTH = "https://oauth.zaloapp.com"
CONSENT = "/v4/oa/permission"
TOKEN = "/v4/oa/access_token"
TIMEOUT = httpx.Timeout(15, connect=5)
ACCESS_SECONDS = 90_000
REFRESH_DAYS = 90
LONGEST = 366 * 86_400  # seconds; no token is said to live so long


@dataclass(frozen=True)
class App:
    """The Zalo app an OA is linked to; `oauth` is another address than Zalo's in a simulator."""

    app_id: str
    app_secret: str = field(repr=False)
    oauth: str = OAUTH

    @classmethod
    def of(cls, account: Account) -> App:
        return cls(
            account.secrets.get("app_id", ""),
            account.secrets.get("app_secret", ""),
            (account.options.get("oauth_base") or OAUTH).rstrip("/"),
        )


@dataclass(frozen=True)
class Tokens:
    """A pair; `expires_in` is the life of the access token in seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int = ACCESS_SECONDS


@dataclass(frozen=True)
class TokenError:
    """No pair came. `reason` holds no token.

    - retry: Zalo was not reached, what we hold is as good as before.
    - ambiguous: the refresh token or code may have been used up by a call whose answer was lost.
      Nothing is overwritten; try it once more, and if that is refused somebody has to consent anew.
    - refused: Zalo said no.
    """

    status: Literal["retry", "ambiguous", "refused"]
    reason: str
    code: int | None = None


def new_verifier() -> str:
    """43 characters of base64url, as PKCE and Zalo's SDK have it."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """S256, base64url without padding; Zalo takes no `code_challenge_method`."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def consent_url(app: App, redirect_uri: str, verifier: str, state: str) -> str:
    """Where the OA's administrator consents. It comes back to `redirect_uri` with `code` (once, for
    10 minutes), `oa_id` and, some say, `state`.

    `redirect_uri` is byte for byte the one in the console, else -14003. Integrators disagree on
    whether the challenge may differ from one saved in the console: where it may not, the verifier
    is a fixed one.
    """
    query = {
        "app_id": app.app_id,
        "redirect_uri": redirect_uri,
        "code_challenge": challenge(verifier),
        "state": state,
    }
    return f"{app.oauth}{CONSENT}?{urlencode(query)}"


async def exchange(
    http: httpx.AsyncClient, app: App, code: str, verifier: str | None = None
) -> Tokens | TokenError:
    """The first pair. One project exchanges without a verifier, so it may be left out."""
    form = {"code": code, "app_id": app.app_id, "grant_type": "authorization_code"}
    if verifier:
        form["code_verifier"] = verifier
    return await _ask(http, app, form)


async def refresh(http: httpx.AsyncClient, app: App, refresh_token: str) -> Tokens | TokenError:
    form = {
        "refresh_token": refresh_token,
        "app_id": app.app_id,
        "grant_type": "refresh_token",
    }
    return await _ask(http, app, form)


async def _ask(http: httpx.AsyncClient, app: App, form: Mapping[str, str]) -> Tokens | TokenError:
    """The app's secret goes in a header, not in the form."""
    try:
        response = await http.post(
            app.oauth + TOKEN,
            data=form,
            headers={"secret_key": app.app_secret},
            timeout=TIMEOUT,
            follow_redirects=False,
        )
    except FAILURES as error:
        return _unanswered(error)
    return _read(response)


def _unanswered(error: Exception) -> TokenError:
    failure = errors.of_failure(error)
    match failure.status:
        case "retry":
            return TokenError("retry", failure.reason)
        case "config":
            return TokenError("refused", failure.reason)
        case _:
            return TokenError("ambiguous", failure.reason)


def _read(response: httpx.Response) -> Tokens | TokenError:
    """An `expires_in` that cannot be read is taken as the documented one: a pair is never thrown
    away for it."""
    try:
        answer = payload.load(response.content)
    except Malformed:
        answer = {}
    access = payload.string(answer, "access_token")
    following = payload.string(answer, "refresh_token")
    if access and following and response.is_success:
        life = payload.whole(payload.string(answer, "expires_in")) or 0
        return Tokens(access, following, life if 0 < life <= LONGEST else ACCESS_SECONDS)
    code = errors.error_code(answer)
    name = payload.string(answer, "error_name")
    if response.status_code >= 500 or (code is None and not name and response.is_success):
        return TokenError("ambiguous", f"HTTP {response.status_code}", code)
    status: Literal["retry", "refused"] = "retry" if response.status_code == 429 else "refused"
    return TokenError(status, _reason(response.status_code, code, name), code)


def _reason(status: int, code: int | None, name: str) -> str:
    """The vendor's name of the error, without its prose."""
    known = errors.CODES.get(code) if code is not None else None
    said = (f"HTTP {status}", str(code or ""), name[:80], known.reason if known else "")
    return " ".join(part for part in said if part)
