"""Is it Meta who calls? D/webhooks, 2026-05-05."""

from __future__ import annotations

import hashlib
import hmac

from bot.channels.contract import Account, Answered, Verified, Webhook

HEADER = "x-hub-signature-256"


def verify(webhook: Webhook, account: Account) -> Verified | Answered:
    if webhook.method == "GET":
        return _subscribing(webhook, account)
    if webhook.method != "POST":
        return Answered(405)
    given = webhook.headers.get(HEADER, "")
    secret = account.secrets.get("app_secret", "")
    if not secret or not _same(given, expected(secret, webhook.body)):
        return Answered(403, forged=True)
    return Verified()


def expected(secret: str, body: bytes) -> str:
    """Of the bytes as they came: Meta signs what it escaped its way, and no JSON library of ours
    writes the same again."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _subscribing(webhook: Webhook, account: Account) -> Answered:
    """`hub.challenge` goes back to who knows our verify token. To be sent as text/plain."""
    token = account.secrets.get("verify_token", "")
    challenge = webhook.query.get("hub.challenge", "")
    known = _same(webhook.query.get("hub.verify_token", ""), token)
    if known and token and challenge and webhook.query.get("hub.mode") == "subscribe":
        return Answered(200, challenge)
    return Answered(403)


def _same(given: str, ours: str) -> bool:
    """On bytes: `compare_digest` raises for text beyond ASCII, and anybody can send that."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), ours.encode())
