"""One bubble to Meta's Send API. D/send-messages, 2026-05-05."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

import httpx

from bot.channels.contract import Account, Button, Part, Purpose, Sent
from bot.channels.messenger import errors, graph
from bot.channels.messenger.values import text

METADATA = 1000  # characters: more than any marker of ours


def outside_window(account: Account) -> bool:
    """Whether the outbox found this conversation's window closed: its `outside_window` option,
    set for one send."""
    return account.options.get("outside_window", "").lower() in {"1", "true", "yes"}


def envelope(purpose: Purpose, *, outside: bool) -> dict[str, str]:
    """`messaging_type`, and the tag where one is due."""
    if purpose == "human":
        return _by_a_person(purpose, outside=outside)
    return {"messaging_type": "RESPONSE" if purpose == "reply" else "UPDATE"}


def _by_a_person(purpose: Literal["human"], *, outside: bool) -> dict[str, str]:
    """HUMAN_AGENT is for what a person typed, within 7 days. This is the only place that writes
    it, and no other purpose passes the type of its argument."""
    if outside:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"messaging_type": "RESPONSE"}


def message(part: Part) -> dict[str, Any] | None:
    """`message` of the request, or None for a bubble Messenger has no form for.

    {"text": "…", "quick_replies": [{"content_type": "text", "title": "Tin", "payload": "NEWS"}]}
    {"attachment": {"type": "template", "payload": {"template_type": "button", "text": "…",
        "buttons": [{"type": "postback", "title": "Góp ý", "payload": "FB:12"}]}}}
    {"attachment": {"type": "image", "payload": {"url": "https://…"}}}
    """
    words = _composed(part.text)
    if part.image is not None and (words or part.buttons):
        return None
    if part.image is None and not words.strip():
        return None
    made: dict[str, Any] = {"text": words}
    if part.image is not None:
        made = {"attachment": {"type": "image", "payload": {"url": part.image}}}
    elif part.buttons:
        inner = {
            "template_type": "button",
            "text": words,
            "buttons": [_button(button) for button in part.buttons],
        }
        made = {"attachment": {"type": "template", "payload": inner}}
    if part.quick:
        made["quick_replies"] = [
            {"content_type": "text", "title": _composed(tap.title), "payload": _payload(tap)}
            for tap in part.quick
        ]
    return made


def _button(button: Button) -> dict[str, str]:
    title = _composed(button.title)
    if button.url is not None:
        return {"type": "web_url", "title": title, "url": button.url}
    return {"type": "postback", "title": title, "payload": _payload(button)}


def _payload(button: Button) -> str:
    return button.payload or _composed(button.title)


def _composed(words: str) -> str:
    """NFC: apart, the marks of Vietnamese would count against the limit."""
    return unicodedata.normalize("NFC", text(words))


async def send(
    http: httpx.AsyncClient,
    account: Account,
    address: str,
    part: Part,
    *,
    purpose: Purpose,
    marker: str,
) -> Sent:
    """The marker goes along as `metadata` and comes back in the echo: the only way to learn what
    became of a send whose answer was lost, as there is no idempotency key."""
    made = message(part)
    if made is None:
        if part.image is not None:
            return Sent("permanent", reason="ảnh không đi kèm chữ được ở Messenger", plain=True)
        return Sent("permanent", reason="tin trống")
    made["metadata"] = marker[:METADATA]
    outside = outside_window(account)
    body = {"recipient": {"id": address}, **envelope(purpose, outside=outside), "message": made}
    try:
        request = graph.request(http, account, "POST", account.vendor_id, "messages", json=body)
    except graph.NotSetUp as error:
        return Sent("config", reason=f"tài khoản chưa đặt đúng: {error}")
    try:
        response = await http.send(request, follow_redirects=False)
    except Exception as error:
        return errors.lost(error)
    return errors.classify(response, outside=outside)


async def typing(http: httpx.AsyncClient, account: Account, address: str) -> None:
    """Shows for up to 20 s. Nothing else may be in the request.

    Raises:
        graph.NotSetUp, httpx.HTTPError: it does not show.
    """
    body = {"recipient": {"id": address}, "sender_action": "typing_on"}
    await http.send(graph.request(http, account, "POST", account.vendor_id, "messages", json=body))
