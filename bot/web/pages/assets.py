"""Style sheets, scripts and pictures, under a path that changes when any of them does."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent.parent / "static"
_YEAR = "public, max-age=31536000, immutable"


@cache
def version() -> str:
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file. Modules import each other relatively, so one version
    covers them all."""
    return f"/static/{version()}/{name}"


class _Versioned(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        current = scope.get("path_params", {}).get("version") == version()
        response.headers["Cache-Control"] = _YEAR if current else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _file(name: str, media_type: str, seconds: int) -> FileResponse:
    return FileResponse(
        STATIC / name,
        media_type=media_type,
        headers={
            "Cache-Control": f"public, max-age={seconds}",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _widget(request: Request) -> Response:
    return _file("widget.js", "text/javascript; charset=utf-8", 3600)


async def _favicon(request: Request) -> Response:
    return _file("favicon.svg", "image/svg+xml", 86400)


def install(app: FastAPI) -> None:
    app.add_route("/widget.js", _widget, include_in_schema=False)
    app.add_route("/favicon.ico", _favicon, include_in_schema=False)
    app.mount("/static/{version}", _Versioned(directory=STATIC), name="static")
