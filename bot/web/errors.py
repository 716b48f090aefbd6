"""Errors of the chat API: `{"error": {"code", "message"}}`, the message for people to read."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from bot.logs import without_words

log = structlog.get_logger()


class ApiError(Exception):
    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers


NO_SESSION = ApiError(
    404, "session_not_found", "Cuộc trò chuyện này không còn. Anh/chị mở cuộc trò chuyện mới ạ."
)


NOT_NOW = ApiError(503, "not_now", "Máy chủ đang bận, xin gửi lại sau.", {"Retry-After": "5"})
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError, ConnectorException)

TOO_LARGE = (
    "Nội dung gửi lên lớn quá. Tin nhắn nên dưới 4.000 ký tự, ảnh dưới 8 MB; "
    "những gì đã gửi trước đó vẫn còn."
)


_WORDS = {"type": "string"}
_ERROR = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": _WORDS, "message": _WORDS},
}
_SCHEMA = {"type": "object", "required": ["error"], "properties": {"error": _ERROR}}
WHY = {
    400: "Nội dung không đọc được",
    404: "Không có cuộc trò chuyện hoặc tài khoản này",
    409: "Mã tin đã dùng cho tin khác",
    413: "Nội dung lớn quá",
    415: "Tệp không phải ảnh đọc được",
    422: "Yêu cầu thiếu hoặc sai",
    429: "Nhanh quá; xem Retry-After",
    503: "Máy chủ đang bận, gửi lại sau; xem Retry-After",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of these answers."""
    content = {"application/json": {"schema": _SCHEMA}}
    return {status: {"content": content, "description": WHY[status]} for status in statuses}


def body(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}


def allowed(request: Request) -> list[str]:
    """The methods by which this address can be called (RFC 9110, 15.5.6)."""
    return [
        method
        for method in ("GET", "HEAD", "POST")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def install_errors(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> JSONResponse:
        return JSONResponse(
            body(error.code, error.message), status_code=error.status, headers=error.headers
        )

    async def away(request: Request, error: Exception) -> JSONResponse:
        log.error("database away", path=request.url.path, **without_words(error))
        return await api_error(request, NOT_NOW)

    for kind in DATABASE_AWAY:
        app.add_exception_handler(kind, away)

    @app.exception_handler(ClientDisconnect)
    async def hung_up(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        problems = error.errors()
        if any(problem["type"] == "json_invalid" for problem in problems):
            return JSONResponse(
                body("invalid_json", "Nội dung gửi lên không phải JSON hợp lệ."), status_code=400
            )
        where = ", ".join(
            ".".join(str(part) for part in problem["loc"][1:]) or "nội dung" for problem in problems
        )
        return JSONResponse(
            body("invalid_request", f"Yêu cầu chưa đúng ở: {where}."), status_code=422
        )

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 413:
            return JSONResponse(body("too_large", TOO_LARGE), status_code=413)
        headers = dict(error.headers or {})
        if error.status_code == 405:  # each route knows only its own
            headers["Allow"] = ", ".join(allowed(request))
        messages = {404: "Không tìm thấy trang này.", 405: "Cách gọi này không dùng được ở đây."}
        return JSONResponse(
            body(f"http_{error.status_code}", messages.get(error.status_code, "Có lỗi xảy ra.")),
            status_code=error.status_code,
            headers=headers,
        )

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse(
            body(
                "internal_error",
                "Máy chủ gặp trục trặc. Tin đã gửi không mất; anh/chị thử lại sau ít phút ạ.",
            ),
            status_code=500,
        )
