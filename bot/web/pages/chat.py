"""The chat page, alone or inside another site's frame."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages import zalo_domain
from bot.web.pages.rendering import PageRouter, catalogue_of, render, settings_of

router = PageRouter()


@router.page("/")
async def chat(request: Request, xa: str | None = None, embed: str | None = None) -> HTMLResponse:
    catalogue = catalogue_of(request)
    plan = catalogue.get(xa or settings_of(request).default_locality)
    return render(
        request,
        "chat.html",
        framing="anywhere" if embed == "1" else "never",
        locality=plan.locality if plan else None,
        zalo_codes=zalo_domain.codes(settings_of(request).zalo_verifiers),
        plans={known.locality.slug: known.locality.name for known in catalogue},
    )
