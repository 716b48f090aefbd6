"""Every address there is, and what may be put in its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import strategies as st
from starlette.routing import compile_path

NOBODY = "00000000-0000-0000-0000-000000000000"
TEXTS = (
    *("", " ", "\0", "a", ".", "..", "-1", "²", "9" * 40, "a" * 3000, "e" + "\u0301" * 300),
    *("\u202e", "🇻🇳", "\ufeff", "%00", "%", "&", "a=b", "\r\nX: 1", "'; DROP TABLE person; --"),
    *("<script>", "{{7*7}}", "null", "[]", "../../etc/passwd", "\\", "http://a", "//a", NOBODY),
    *(NOBODY.upper(), "{" + NOBODY + "}", "urn:uuid:" + NOBODY, "binh-luong", "gui", "tra", "1"),
)
texts = st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
raws = texts.map(lambda text: quote(text, safe="")) | st.binary(max_size=8).map(
    lambda raw: "".join(f"%{byte:02x}" for byte in raw)
)


@dataclass(frozen=True)
class Address:
    method: str
    path: str
    places: tuple[str, ...]  # in the path
    asked: tuple[str, ...]  # of the query

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def addresses(app: FastAPI, begin: str = "/") -> list[Address]:
    """The described ones and those for people."""
    found = {str(each): each for each in _addresses(app) if each.path.startswith(begin)}
    return list(found.values())


def _addresses(app: FastAPI) -> Iterator[Address]:
    for included in app.routes:
        router = getattr(included, "original_router", None)
        for route in getattr(router, "routes", ()):
            if isinstance(route, APIRoute):
                places = tuple(compile_path(route.path)[2])
                asked = tuple(param.alias for param in route.dependant.query_params)
                for method in sorted(route.methods or ()):
                    yield Address(method, route.path, places, asked)


@st.composite
def requests(
    draw: st.DrawFn,
    address: Address,
    known: dict[str, st.SearchStrategy[str]] | None = None,
    fields: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What httpx is to ask for. `known`: what stands in a place of the path now and then;
    `fields`: those of the page's forms."""
    path = address.path
    for place in address.places:
        path = path.replace(f"{{{place}}}", draw((known or {}).get(place, raws) | raws))
    names = [*address.asked, *draw(st.lists(texts, max_size=1))]
    query = "&".join(f"{quote(name, safe='')}={draw(raws)}" for name in names)
    request: dict[str, Any] = {"method": address.method, "url": f"{path}?{query}"}
    if address.method == "POST":
        request |= draw(bodies(fields))
    return request


@st.composite
def bodies(draw: st.DrawFn, fields: tuple[str, ...]) -> dict[str, Any]:
    form = {name: draw(texts) for name in fields if draw(st.booleans())}
    form |= draw(st.dictionaries(texts.filter(bool), texts, max_size=2))
    match draw(st.sampled_from(["form", "form", "parts", "json", "bytes"])):
        case "form":
            return {"data": form}
        case "parts":
            return {"files": {name: (None, value) for name, value in form.items()}}
        case "json":
            return {"json": form}
    kind = draw(st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data", ""]))
    return {"content": draw(st.binary(max_size=50)), "headers": {"content-type": kind}}
