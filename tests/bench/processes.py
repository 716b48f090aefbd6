"""What the processes of a running system use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import psutil

ROLES = (
    ("Rasa", ("serve.py", "rasa_rest.py")),
    ("bộ xử lý tin", ("bot.worker",)),
    ("trang web", ("bot.web",)),
    ("tiến trình `up`", ("bot.cli",)),
)
POSTGRES = "PostgreSQL"


@dataclass(frozen=True)
class Use:
    """`shared` is PSS, in which memory that processes share is divided among them."""

    resident: int
    shared: int | None
    cpu: float  # seconds so far

    def __add__(self, other: Use) -> Use:
        known = self.shared is not None and other.shared is not None
        return Use(
            self.resident + other.resident,
            (self.shared or 0) + (other.shared or 0) if known else None,
            self.cpu + other.cpu,
        )


NOTHING = Use(0, 0, 0.0)


def uses(pid: int) -> dict[str, Use]:
    """Role → what it uses, of a process and everything below it."""
    top = psutil.Process(pid)
    found: dict[str, Use] = defaultdict(lambda: NOTHING)
    for process in (top, *top.children(recursive=True)):
        try:
            found[_role(process)] += _use(process)
        except psutil.Error:
            continue
    return dict(found)


def total(found: dict[str, Use]) -> Use:
    return sum(found.values(), start=NOTHING)


def cpu_between(before: dict[str, Use], after: dict[str, Use]) -> dict[str, float]:
    """Role → seconds of a processor."""
    return {role: use.cpu - before.get(role, NOTHING).cpu for role, use in after.items()}


def _role(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    for role, words in ROLES:
        if any(word in command for word in words):
            return role
    return POSTGRES if "postgres" in command else process.name()


def _use(process: psutil.Process) -> Use:
    times = process.cpu_times()
    try:
        shared = getattr(process.memory_full_info(), "pss", None)
    except psutil.AccessDenied:
        shared = None
    # What has ended meanwhile counts with its parent: PostgreSQL's own processes come and go.
    cpu = times.user + times.system + times.children_user + times.children_system
    return Use(process.memory_info().rss, shared, cpu)
