"""What is kept of people, who sees it, how it is erased."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages.rendering import PageRouter, render

router = PageRouter()


@router.page("/rieng-tu")
async def privacy(request: Request) -> HTMLResponse:
    return render(request, "privacy.html")
