"""The plans (*kế hoạch*), readable in full; answers cite into these pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages.anchors import Anchors
from bot.web.pages.deadlines import agenda
from bot.web.pages.labels import FORMS, GROUPS, HONOURS, IDENTITY, STEPS, TOPICS
from bot.web.pages.rendering import PageRouter, catalogue_of, not_found, render, today
from data.plans.schema import Duty, Plan, Unit

router = PageRouter()
T = TypeVar("T")


@router.page("/ke-hoach")
async def plans(request: Request) -> HTMLResponse:
    day = today(request)
    return render(
        request,
        "plans.html",
        plans=[(plan, is_over(plan, day)) for plan in catalogue_of(request)],
    )


@router.page("/ke-hoach/{slug}")
async def plan(request: Request, slug: str) -> HTMLResponse:
    catalogue = catalogue_of(request)
    found = catalogue.get(slug)
    if found is None:
        return not_found(request, "Chưa có kế hoạch của địa phương này.")
    day = today(request)
    return render(
        request,
        "plan.html",
        plan=found,
        over=is_over(found, day),
        today=day,
        agenda=agenda(found.deadlines, day),
        anchors=Anchors(),
        identity=[(label, getattr(found.identity, name)) for name, label in IDENTITY.items()],
        subjects=catalogue.vocabulary.subjects,
        groups=by_kind(found.criteria.groups, GROUPS, lambda group: group.kind),
        forms=by_kind(found.propaganda, FORMS, lambda form: form.kind),
        honours=by_kind(found.honours, HONOURS, lambda honour: honour.kind),
        steps=by_kind(found.process, STEPS, lambda step: step.kind),
        duties=by_unit(found),
        topics=TOPICS,
    )


def is_over(plan: Plan, day: dt.date) -> bool:
    return plan.identity.period.last_day < day


def by_kind(
    items: Iterable[T], labels: dict[str, str], kind: Callable[[T], str]
) -> list[tuple[str, list[T]]]:
    """The items under the label of their kind, in the labels' order; kinds without any, none."""
    items = list(items)
    groups = ((label, [i for i in items if kind(i) == name]) for name, label in labels.items())
    return [(label, found) for label, found in groups if found]


def by_unit(plan: Plan) -> list[tuple[Unit, Sequence[Duty]]]:
    groups = ((unit, [d for d in plan.duties if d.unit == unit.id]) for unit in plan.units)
    return [(unit, duties) for unit, duties in groups if duties]
