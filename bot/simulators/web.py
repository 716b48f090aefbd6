"""The web chat on the simulators' page: passes its calls on to the product, which answers only
pages of its own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.background import BackgroundTask

_PASSED = ("content-type", "accept", "last-event-id")
_TIMEOUT = httpx.Timeout(30.0, read=None)  # events come when they come


def web_chat(http: httpx.AsyncClient, product_url: str) -> APIRouter:
    router = APIRouter()
    base = product_url.rstrip("/")

    async def forward(request: Request, path: str) -> Response:
        asked = http.build_request(
            request.method,
            f"{base}/api/chat/{path}",
            params=request.query_params,
            content=await request.body(),
            headers={name: request.headers[name] for name in _PASSED if name in request.headers},
            timeout=_TIMEOUT,
        )
        try:
            answer = await http.send(asked, stream=True)
        except (httpx.HTTPError, OSError):
            told = f"Chưa thấy trợ lý ở {base}. Hãy chạy trợ lý rồi thử lại."
            return JSONResponse(
                {"error": {"code": "product_unreachable", "message": told}}, status_code=502
            )
        return StreamingResponse(
            _as_long_as_it_lasts(answer),
            status_code=answer.status_code,
            headers={"Cache-Control": "no-store"},
            media_type=answer.headers.get("content-type"),
            background=BackgroundTask(answer.aclose),
        )

    router.add_api_route(
        "/api/chat/{path:path}", forward, methods=["GET", "POST"], include_in_schema=False
    )
    return router


async def _as_long_as_it_lasts(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The product may stop while events are waited for."""
    with contextlib.suppress(httpx.HTTPError):
        async for piece in answer.aiter_bytes():
            yield piece
