"""An Official Account (OA) at Zalo: its tokens, quotas and what Zalo leaves open about it.

Sources here and in the other `zalo_*` modules: Zalo's PHP and Java SDKs, docs.zaloplatforms.com
(read November 2026), and integrators' published code. "Unconfirmed": no page of Zalo says it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Literal

from bot.simulators.engine import Account
from bot.simulators.pace import Pace
from bot.simulators.rates import Rate

ACCESS_LIFE = dt.timedelta(hours=25)
REFRESH_LIFE = dt.timedelta(days=90)  # "3 months"
CODE_LIFE = dt.timedelta(minutes=10)
BUSINESS, STATE = 2, 4  # `oa_type`: several integrators; a state agency's is 4


@dataclass(frozen=True)
class Signing:
    """Which of the described variants of X-ZEvent-Signature this OA uses: integrators disagree."""

    first: Literal["app_id", "oa_id"] = "app_id"
    timestamp: Literal["body", "header"] = "body"
    secret: Literal["oa", "app"] = "oa"
    prefix: str = "mac="
    form: Literal["right", "wrong", "missing", "hmac"] = "right"


@dataclass
class Tokens:
    """Expiry by the simulators' clock. `dead` are access tokens that were once good."""

    access: str
    access_until: dt.datetime
    refresh: str
    refresh_until: dt.datetime
    dead: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Code:
    challenge: str
    until: dt.datetime


@dataclass(kw_only=True)
class ZaloAccount(Account):
    """`id` is the OA id."""

    app_id: str
    app_secret: str
    oa_secret: str
    tokens: Tokens
    oa_type: int = BUSINESS
    package: str = "Tăng trưởng"
    packages_with_api: frozenset[str] = frozenset({"Tăng trưởng", "Toàn diện"})
    signing: Signing = field(default_factory=Signing)
    redirect_uri: str | None = None  # of the console; None takes any
    echoes_state: bool = True  # whether `state` comes back is disputed
    needs_proof: bool = False  # whether OA calls need appsecret_proof: unconfirmed
    buttons_as: Literal["either", "bare", "named"] = "either"  # with template_type or without
    free_replies: int | None = 8  # within 48 h per interaction; None: no limit since 2026-01-01
    paid_replies: int = 500  # the package's, beyond the free ones; a month
    text_only_on_v2: bool = False  # whether a state OA may send more: unconfirmed
    templates: dict[str, bool] = field(default_factory=dict)  # id → may go by user id
    codes: dict[str, Code] = field(default_factory=dict)
    calls: Rate | None = None  # the package's own limit; None: only the app's

    def proof(self) -> str:
        key, token = self.app_secret.encode(), self.tokens.access.encode()
        return hmac.new(key, token, hashlib.sha256).hexdigest()

    def rotate(self, pace: Pace) -> Tokens:
        """A new pair. The refresh token was good for one use, and the old access token dies at
        once (docs.zaloplatforms.com by a community check of 2026-09-16)."""
        old, now = self.tokens, pace.now()
        self.tokens = new_tokens(now)
        self.tokens.dead = {*old.dead, old.access}
        return self.tokens

    def expire_access(self, pace: Pace) -> None:
        self.tokens.access_until = pace.now()


def new_tokens(now: dt.datetime) -> Tokens:
    return Tokens(
        access=secrets.token_urlsafe(48),
        access_until=now + ACCESS_LIFE,
        refresh=secrets.token_urlsafe(48),
        refresh_until=now + REFRESH_LIFE,
    )


def challenge(verifier: str) -> str:
    """PKCE S256 without padding (Zalo PHP SDK, `PKCEUtil`)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
