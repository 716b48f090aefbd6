"""Signs whatever body, as each vendor does."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping

from bot.channels.contract import Account

TIME = "1790000000000"


def signed(account: Account, body: bytes) -> dict[str, str]:
    """The headers with which this body is the vendor's."""
    return SIGNERS[account.channel](account.secrets, body)


def _meta(secrets: Mapping[str, str], body: bytes) -> dict[str, str]:
    mac = hmac.new(secrets["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={mac}"}


def _zalo(secrets: Mapping[str, str], body: bytes) -> dict[str, str]:
    """By the time in the body, where it has one."""
    time = _time_of(body) or TIME
    said = secrets["app_id"].encode() + body + time.encode() + secrets["oa_secret_key"].encode()
    mac = hashlib.sha256(said).hexdigest()
    return {"x-zevent-signature": f"mac={mac}", "x-zevent-timestamp": time}


def _time_of(body: bytes) -> str:
    try:
        time = json.loads(body, parse_int=str, parse_float=str, parse_constant=str)["timestamp"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return time if isinstance(time, str) and time.isascii() and time.isdigit() else ""


def _telegram(secrets: Mapping[str, str], body: bytes) -> dict[str, str]:
    return {"x-telegram-bot-api-secret-token": secrets["secret_token"]}


def _zalo_bot(secrets: Mapping[str, str], body: bytes) -> dict[str, str]:
    return {"x-bot-api-secret-token": secrets["secret_token"]}


SIGNERS: Mapping[str, Callable[[Mapping[str, str], bytes], dict[str, str]]] = {
    "messenger": _meta,
    "zalo": _zalo,
    "telegram": _telegram,
    "zalo_bot": _zalo_bot,
}
