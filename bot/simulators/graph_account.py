"""A Facebook Page at Meta's, and what Meta leaves open about it.

Sources here and in the other `graph_*` modules: D = developers.facebook.com/documentation/
business-messaging/messenger-platform, pages of March to September 2026. "Unconfirmed": seen in
others' code or not settled there.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.simulators.engine import Account

FIELDS = frozenset(
    {
        "messages",
        "messaging_postbacks",
        "messaging_referrals",
        "messaging_optins",
        "message_deliveries",
        "message_reads",
        "message_echoes",
        "messaging_policy_enforcement",
    }
)
MORE_FIELDS = frozenset({"message_reactions", "message_edits", "standby", "feed"})


@dataclass(kw_only=True)
class PageAccount(Account):
    """`id` is the Page's. `subscribed` are the fields of `subscribed_apps`; none: nothing comes."""

    app_id: str
    app_secret: str
    verify_token: str
    page_token: str
    subscribed: frozenset[str] = FIELDS
    token_dead: bool = False
    needs_proof: bool = False  # "Require App Secret" in the app's settings
    human_agent: bool = True  # the feature was approved
    signing: Literal["right", "wrong", "missing", "sha1"] = "right"
    together: Literal["entries", "messaging"] = "entries"  # how a batch is packed: disputed
    delivery_mids: bool = False  # D: mids are optional, the watermark is always there
    postback_mid: bool = True  # in practice; not in Meta's sample
    referral_in_seconds: bool = False  # courier met seconds instead of milliseconds
    echo_in_standby: bool = False  # D: echoes may come there
    names_told: bool = False  # User Profile access was approved
    engaged: int | None = None  # people the daily allowance counts; None: those who wrote
    utility_templates: dict[str, str] = field(default_factory=dict)  # name → body text
    profile: dict[str, Any] = field(default_factory=dict)  # messenger_profile

    def proof(self) -> str:
        """docs/graph-api/guides/secure-requests."""
        key, token = self.app_secret.encode(), self.page_token.encode()
        return hmac.new(key, token, hashlib.sha256).hexdigest()

    def of_profile(self, name: str) -> dict[str, Any]:
        """Its part for the default locale; people here have no other."""
        entries = self.profile.get(name, [])
        return next((each for each in entries if each.get("locale") == "default"), {})
