"""A request to the Graph API in the name of a Page."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from bot.channels.contract import Account

BASE = "https://graph.facebook.com"
TIMEOUT = httpx.Timeout(15, connect=5)
VERSION = "v25.0"  # 2026-02-18, until 2028-07-29 (docs/graph-api/changelog)


class NotSetUp(ValueError):
    """The account has no token, or one that cannot stand in a header."""


def request(
    http: httpx.AsyncClient,
    account: Account,
    method: str,
    *path: str,
    params: Mapping[str, str] | None = None,
    json: Any = None,
) -> httpx.Request:
    """The token goes in a header, where no log of addresses has it. `appsecret_proof` is a
    parameter (docs/graph-api/guides/secure-requests), of no use without the token.

    Raises:
        NotSetUp: see there; also for an address that is none.
    """
    token = account.secrets.get("page_token", "")
    if not (token and token.isascii() and token.isprintable()):
        raise NotSetUp("no usable page_token")
    base = account.options.get("graph_base", BASE).rstrip("/")
    version = account.options.get("graph_version", VERSION)
    address = "/".join([base, *(quote(step, safe="") for step in (version, *path))])
    query = dict(params or {})
    if secret := account.secrets.get("app_secret"):
        query["appsecret_proof"] = proof(secret, token)
    try:
        return http.build_request(
            method,
            address,
            params=query,
            json=json,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
        )
    except (ValueError, TypeError, httpx.InvalidURL) as error:
        raise NotSetUp(type(error).__name__) from None


def proof(secret: str, token: str) -> str:
    """`appsecret_proof`: that who has the token also has the app's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
