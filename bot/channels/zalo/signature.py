"""Whether a webhook comes from Zalo: the header `X-ZEvent-Signature: mac=<64 hex>`.

mac = lower-case hex of SHA-256(first term ‖ raw body ‖ timestamp ‖ OA secret key): plain SHA-256,
no HMAC, every part in UTF-8 (Zalo's event pages, as quoted by at least ten code bases, 2026-11).
Integrators disagree about two parts: the first term is the app id (most) or the OA id, and the
timestamp is the body's (most) or the header `X-ZEvent-Timestamp`. All four are tried in that order
until one has matched; from then on it alone is accepted.

When the body and the header carry the same timestamp a match says nothing about which of them Zalo
used, so only the first term is settled ("app_id+either") until they differ: otherwise the first
webhook in which they differ, and all after it, would look forged.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from bot.channels.contract import Account, Malformed, Webhook
from bot.channels.zalo import payload

HEADER = "x-zevent-signature"
TIMESTAMP_HEADER = "x-zevent-timestamp"
EITHER = "either"


def digest(first: str, body: bytes, timestamp: str, secret: str) -> bytes:
    """In lower-case hexadecimal ASCII."""
    signed = first.encode() + body + timestamp.encode() + secret.encode()
    return hashlib.sha256(signed).hexdigest().encode()


def given(webhook: Webhook) -> bytes:
    """What the header says, without its `mac=`; bytes, since no comparison in constant time takes
    text that is not ASCII."""
    value = webhook.headers.get(HEADER, "").strip().lower().removeprefix("mac=")
    return value.encode("utf-8", "replace")


def candidates(webhook: Webhook, account: Account) -> Iterator[tuple[str, bytes]]:
    """Each variant by name with its digest, in the order they are tried.

    The secret is the OA's own key and never the app's secret: whoever finds that Zalo signs with
    the app's secret pastes it in as the OA's key, knowingly.
    """
    secret = account.secrets.get("oa_secret_key", "")
    if not secret:
        return
    terms = {"app_id": account.secrets.get("app_id", ""), "oa_id": account.vendor_id}
    times = {"body": _body_timestamp(webhook.body), "header": _header_timestamp(webhook)}
    for term, first in terms.items():
        for place, timestamp in times.items():
            if first and timestamp:
                yield f"{term}+{place}", digest(first, webhook.body, timestamp, secret)


def matched(webhook: Webhook, account: Account) -> str | None:
    """The variant that the signature proves, among those the account still accepts."""
    mac = given(webhook)
    pinned = account.options.get("signature")
    names = [
        name
        for name, expected in candidates(webhook, account)
        if _accepted(name, pinned) and hmac.compare_digest(expected, mac)
    ]
    if len(names) > 1:
        term, _, _ = names[0].partition("+")
        return f"{term}+{EITHER}"
    return names[0] if names else None


def _accepted(name: str, pinned: str | None) -> bool:
    if pinned is None or name == pinned:
        return True
    term, _, _ = name.partition("+")
    return pinned == f"{term}+{EITHER}"


def _body_timestamp(body: bytes) -> str:
    try:
        return _digits(payload.string(payload.load(body), "timestamp"))
    except Malformed:
        return ""


def _header_timestamp(webhook: Webhook) -> str:
    return _digits(webhook.headers.get(TIMESTAMP_HEADER, "").strip())


def _digits(text: str) -> str:
    """Digits alone: no part of a body may be passed off as its timestamp, as the parts are
    joined without a mark between them."""
    return text if text.isascii() and text.isdigit() else ""
