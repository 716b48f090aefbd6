"""The page with one conversation in four skins. The modules beside it are in `static/`."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent
# Pictures come from wherever the product says; all else is our own.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
)


class _Fresh(StaticFiles):
    """Always asked for anew: who works on the skins wants to see them."""

    def file_response(self, *args: object, **named: object) -> Response:
        response: Response = super().file_response(*args, **named)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def install(app: FastAPI, product_url: str, locality: str | None) -> None:
    async def home(request: Request) -> HTMLResponse:
        html = _environment.get_template("simulators.html").render(
            product=product_url.rstrip("/"), locality=locality or ""
        )
        return HTMLResponse(html, headers=_HEADERS)

    app.add_api_route("/", home, methods=["GET"], include_in_schema=False)
    app.mount("/page", _Fresh(directory=_HERE / "static"), name="page")
