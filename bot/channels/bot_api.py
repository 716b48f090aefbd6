"""What Telegram's Bot API and Zalo's copy of it share.

A secret that the vendor sends along in a header (no signature of the body), a token inside the
address of every call, and `{"ok": true, "result": ...}` or `{"ok": false, "error_code": ...,
"description": ...}` around every answer.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import httpx

from bot.channels.contract import Account, Answered, Malformed, Part, Sent, Verified, Webhook

Clock = Callable[[], dt.datetime]

_NOTHING_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
_BIGGEST_ID = 2**63


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def verify_secret(webhook: Webhook, header: str, secret: str) -> Verified | Answered:
    """Whether `header` carries the secret given to `setWebhook`; without a secret nothing does.

    On bytes, because `hmac.compare_digest` refuses text that is not ASCII.
    """
    if webhook.method != "POST":
        return Answered(405)
    given = webhook.headers.get(header, "").encode("utf-8", "surrogatepass")
    if secret and hmac.compare_digest(given, secret.encode()):
        return Verified()
    return Answered(401, forged=True)


def read_object(body: bytes) -> dict[str, Any]:
    """
    Raises:
        Malformed: not UTF-8, no JSON, nested without end, or not an object.
    """
    try:
        value = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed("no JSON") from error
    if not isinstance(value, dict):
        raise Malformed("no JSON object")
    return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def inner(value: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The object under `key`; an empty one where there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def words(value: Mapping[str, Any], key: str) -> str:
    """The text under `key` as a database can keep it: no NUL, no half of a surrogate pair."""
    found = value.get(key)
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "").encode("utf-8", "replace").decode()


def whole(value: Mapping[str, Any], key: str) -> int | None:
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) >= _BIGGEST_ID:
        return None
    return found


def moment(seconds: float | None) -> dt.datetime | None:
    """A time the vendor gave in seconds since 1970; None for what is no time."""
    if not seconds or seconds < 0:
        return None
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


@dataclass(frozen=True)
class Answer:
    """What the vendor said to a call. `code` is `error_code` where it is given, else HTTP's."""

    code: int
    ok: bool = False
    result: Any = None
    description: str = ""
    retry_after: float | None = None  # seconds
    theirs: bool = True  # False: no such envelope, perhaps the page of a proxy on the way


class Refused(httpx.HTTPError):
    """The vendor answered, and it is no."""

    def __init__(self, method: str, answer: Answer) -> None:
        super().__init__(f"{method}: {answer.code} {answer.description}".strip())
        self.answer = answer

    @property
    def token_dead(self) -> bool:
        """A token the vendor never gave, or has replaced, is 401, one of another shape 404."""
        return self.answer.code in {401, 404}


@dataclass(frozen=True)
class BotApi:
    base: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, account: Account, default: str) -> BotApi:
        """At `account.options["api_base"]` (a relay, a simulator) or where the vendor has it."""
        base = account.options.get("api_base") or default
        return cls(base.rstrip("/"), account.secrets.get("token", ""))

    @property
    def host(self) -> str:
        return httpx.URL(self.base).host

    async def call(
        self,
        http: httpx.AsyncClient,
        method: str,
        fields: Mapping[str, Any] | None = None,
        *,
        limit: httpx.Timeout | None = None,
    ) -> Answer:
        """
        Raises:
            httpx.HTTPError: there was no answer.
            httpx.InvalidURL: the base address or the token cannot stand in an address.
            UnicodeEncodeError: a field holds half of a surrogate pair.
        """
        response = await http.post(
            f"{self.base}/bot{self.token}/{method}",
            json=dict(fields or {}),
            timeout=limit or httpx.USE_CLIENT_DEFAULT,
        )
        return _answer(response)

    async def ask(
        self, http: httpx.AsyncClient, method: str, fields: Mapping[str, Any] | None = None
    ) -> Any:
        """The result of a call that has to succeed.

        Raises:
            Refused: the vendor said no.
            httpx.HTTPError: it could not be asked. No text of either holds the token.
        """
        try:
            answer = await self.call(http, method, fields)
        except httpx.InvalidURL as error:
            raise httpx.HTTPError(f"{method}: no valid address") from error
        if not answer.theirs:
            raise httpx.HTTPError(f"{method}: {answer.code}, not from the Bot API")
        if not answer.ok:
            raise Refused(method, answer)
        return answer.result

    async def ask_object(
        self, http: httpx.AsyncClient, method: str, fields: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """
        Raises:
            Refused: the vendor said no.
            httpx.HTTPError: it could not be asked, or its result is no object.
        """
        result = await self.ask(http, method, fields)
        if not isinstance(result, dict):
            raise httpx.HTTPError(f"{method}: no object")
        return result


def _answer(response: httpx.Response) -> Answer:
    wait = _seconds(response.headers.get("retry-after"))
    try:
        body = read_object(response.content)
    except Malformed:
        return Answer(response.status_code, retry_after=wait, theirs=False)
    if not isinstance(body.get("ok"), bool):
        return Answer(response.status_code, retry_after=wait, theirs=False)
    if body["ok"] and response.is_success:
        return Answer(response.status_code, ok=True, result=body.get("result"))
    return Answer(
        whole(body, "error_code") or response.status_code,
        description=words(body, "description"),
        retry_after=_seconds(inner(body, "parameters").get("retry_after")) or wait,
    )


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 86_400 else None


def without_answer(error: Exception) -> Sent:
    """What became of a send that ended in `error`, its reason without any address."""
    name = type(error).__name__
    if isinstance(error, _NOTHING_LEFT):
        return Sent("retry", reason=f"{name}: không kết nối được")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Sent("config", reason=f"{name}: địa chỉ API hoặc mã bot sai")
    if isinstance(error, UnicodeEncodeError):
        return Sent("permanent", reason=f"{name}: có ký tự không gửi được")
    return Sent("ambiguous", reason=f"{name}: mất liên lạc giữa chừng, tin có thể đã đến")


async def done(call: Awaitable[None], outcome: Callable[[Answer, Part], Sent]) -> Sent:
    """What became of a call about the bot itself; `outcome` reads the vendor's refusal."""
    try:
        await call
    except Refused as refused:
        return replace(outcome(refused.answer, Part()), reason=str(refused))
    except ValueError as unusable:
        return Sent("config", reason=str(unusable))
    except Exception as error:
        return without_answer(error)
    return Sent("sent")


class _HideTokens(logging.Filter):
    """httpx tells the whole address of each request at level INFO."""

    pattern = re.compile(r"(?<!/)/bot[^/\s]+/")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.pattern.sub("/bot***/", record.getMessage())
        record.args = ()
        return True


logging.getLogger("httpx").addFilter(_HideTokens())
