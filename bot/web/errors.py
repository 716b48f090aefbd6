"""Errors of the chat API: `{"error": {"code", "message"}}`, the message for people to read."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


class ApiError(Exception):
    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers


NO_SESSION = ApiError(
    404, "session_not_found", "Cuộc trò chuyện này không còn. Anh/chị mở cuộc trò chuyện mới ạ."
)


TOO_LARGE = (
    "Nội dung gửi lên lớn quá. Tin nhắn nên dưới 4.000 ký tự, ảnh dưới 8 MB; "
    "những gì đã gửi trước đó vẫn còn."
)


def body(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}


def install_errors(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> JSONResponse:
        return JSONResponse(
            body(error.code, error.message), status_code=error.status, headers=error.headers
        )

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
        messages = {404: "Không tìm thấy trang này.", 405: "Cách gọi này không dùng được ở đây."}
        return JSONResponse(
            body(f"http_{error.status_code}", messages.get(error.status_code, "Có lỗi xảy ra.")),
            status_code=error.status_code,
            headers=error.headers,
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
