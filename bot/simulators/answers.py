"""Answers that are no plain JSON: connections that end, pages of a sick gateway."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

import httpx
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.types import Receive, Scope, Send


class Refusal(Exception):
    """Ends a call with this answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"HTTP {response.status_code}")
        self.response = response


class Cut(Response):
    """The connection ends in the middle of the answer: whoever asked cannot know what was done.

    Under uvicorn the socket is closed; under httpx's ASGI transport the caller sees the error
    that httpx raises then.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"512")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise httpx.RemoteProtocolError("peer closed connection without sending complete answer")


def anywhere(code: str) -> Response | None:
    """The answer to a code that fits every vendor: "cut", "http:502", "http:502:html"."""
    if code == "cut":
        return Cut()
    if not code.startswith("http:"):
        return None
    status, _, shape = code.removeprefix("http:").partition(":")
    if shape == "html":
        page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
        return HTMLResponse(page, status_code=int(status))
    return JSONResponse({"message": "Internal error"}, status_code=int(status))


async def json_object(request: Request) -> dict[str, Any] | None:
    """The body, or None when it is no JSON object."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


async def parameters(request: Request, plain: Collection[str] = ()) -> dict[str, Any]:
    """Of the body: JSON, or a form (of parts too) whose fields, except `plain` ones, may hold
    JSON. Anything else is no parameters."""
    type = request.headers.get("content-type", "")
    if type.startswith("multipart/form-data"):
        form = await request.form()
        return {name: _unpacked(name, value, plain) for name, value in form.items()}
    if type.startswith("application/x-www-form-urlencoded"):
        raw = (await request.body()).decode(errors="replace")
        return {name: _unpacked(name, value, plain) for name, value in parse_qsl(raw)}
    return await json_object(request) or {}


def _unpacked(name: str, value: Any, plain: Collection[str]) -> Any:
    if name in plain or not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
