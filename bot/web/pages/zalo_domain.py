"""Shows Zalo that the domain is ours: its file, and its meta tag on the home page.

For a domain Zalo's console gives a file `zalo_verifier<code>.html`, to be served as it is, or a tag
`<meta name="zalo-platform-site-verification" content="<code>">` (several integrators, 2026; two
public bodies serve both). Each app of Zalo's has a code of its own, so there may be several.
"""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse

from bot.settings import ROOT
from bot.web.pages.rendering import PageRouter, not_found, settings_of
from bot.web.pages.security import page_headers

router = PageRouter()
_NAME = re.compile(r"zalo_verifier([A-Za-z0-9_-]+)\.html")


def codes(folder: Path) -> list[str]:
    """Of the files in the folder, now: one that is put there works at once."""
    names = sorted(path.name for path in (ROOT / folder).glob("zalo_verifier*.html"))
    return [found[1] for name in names if (found := _NAME.fullmatch(name))]


@router.api_route("/zalo_verifier{code}.html", methods=["GET", "HEAD"], include_in_schema=False)
async def verifier(request: Request, code: str) -> Response:
    folder = settings_of(request).zalo_verifiers
    if code not in codes(folder):
        return not_found(request, "Chưa có tệp xác thực tên miền này.")
    file = ROOT / folder / f"zalo_verifier{code}.html"
    return FileResponse(file, media_type="text/html", headers=page_headers())
