"""Published stories (*câu chuyện*), readable without the chat."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages.rendering import PageRouter, catalogue_of, not_found, public_url, render
from data.models import Story
from data.plans.catalogue import Catalogue
from data.plans.schema import SLUG
from data.stories import published_stories, story_by_slug

router = PageRouter()


@dataclass(frozen=True)
class Place:
    """What readers are told of where and in what field a story happened."""

    locality: str | None
    field: str | None


def place(catalogue: Catalogue, story: Story) -> Place:
    plan = catalogue.get(story.locality)
    term = catalogue.vocabulary.fields.get(story.field or "")
    return Place(plan.locality.name if plan else None, term.name if term else None)


@router.page("/cau-chuyen")
async def stories(request: Request, xa: str | None = None) -> HTMLResponse:
    catalogue = catalogue_of(request)
    plan = catalogue.get(xa)
    async with request.app.state.sessions() as session:
        found = await published_stories(session, plan.locality.slug if plan else None)
    return render(
        request,
        "stories.html",
        stories=[(story, place(catalogue, story)) for story in found],
        locality=plan.locality if plan else None,
        localities=[plan.locality for plan in catalogue],
    )


@router.page("/cau-chuyen/{slug}")
async def story(request: Request, slug: str) -> HTMLResponse:
    found = None
    if SLUG.match(slug):
        async with request.app.state.sessions() as session:
            found = await story_by_slug(session, slug)
    if found is None or found.published_at is None:
        return not_found(request, "Câu chuyện này chưa có hoặc đã được gỡ.")
    return render(
        request,
        "story.html",
        story=found,
        place=place(catalogue_of(request), found),
        address=public_url(request, f"/cau-chuyen/{found.slug}"),
    )
