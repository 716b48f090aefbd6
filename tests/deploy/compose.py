"""docker-compose.yml and Dockerfile, read as far as that goes without Docker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from bot.settings import ROOT

Service = dict[str, Any]
_VARIABLE = re.compile(r"\$\{\w+:-([^}]*)\}")


@cache
def compose() -> dict[str, Any]:
    """With the defaults of its variables, as on a machine without `.env`."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(r"\1", text))
    return found


def services() -> dict[str, Service]:
    found: dict[str, Service] = compose()["services"]
    return found


def environment(service: Service) -> dict[str, str]:
    """Without what is only passed on from outside."""
    given: dict[str, str | None] = service.get("environment", {})
    return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Stage:
    """`FROM … AS name` and what follows it."""

    name: str
    origin: str
    lines: tuple[tuple[str, str], ...]  # instruction, the rest

    def of(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.lines if name == instruction]


@cache
def stages() -> dict[str, Stage]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    found: dict[str, Stage] = {}
    for part in re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]:
        first, *rest = part.splitlines()
        origin, name = first.split(" AS ")
        lines = [line.split(" ", 1) for line in rest if line and not line.startswith("#")]
        found[name] = Stage(name, origin, tuple((word, text) for word, text in lines))
    return found


def sources(stage: Stage) -> list[str]:
    """What it copies of the repository."""
    copies = [rest.split() for rest in stage.of("COPY") if not rest.startswith("--from")]
    return [source for words in copies for source in words[:-1]]
