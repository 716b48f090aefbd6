"""How a portal puts the chat on its own pages (*nhúng*)."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages.rendering import PageRouter, catalogue_of, public_url, render
from bot.web.pages.text import capitalised

router = PageRouter()


@router.page("/nhung")
async def embedding(request: Request) -> HTMLResponse:
    localities = [plan.locality for plan in catalogue_of(request)]
    return render(
        request,
        "embedding.html",
        choices=[
            ("Mọi địa phương (trợ lý sẽ hỏi)", ""),
            *((capitalised(place.name), place.slug) for place in localities),
        ],
        widget=public_url(request, "/widget.js"),
    )
