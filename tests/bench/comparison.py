"""Two running systems measured in turns, so that what else the machine does meets both."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from tests.bench.processes import Use, cpu_between, uses
from tests.bench.traffic import WARM_UP, Target, Traffic, joined, measure

SETTLING = 5.0  # seconds
TURNS = 4


@dataclass(frozen=True)
class Measured:
    answers: tuple[Traffic, ...]
    idle: dict[str, Use]
    loaded: dict[str, Use]
    cpu: dict[str, float]  # seconds a message, with one person writing


class Subject:
    """A system that runs: where it answers, and the process that has all others below it."""

    def __init__(self, target: Target, pid: int) -> None:
        self.target, self.pid = target, pid
        self.idle = uses(pid)
        self._turns: dict[int, list[Traffic]] = defaultdict(list)
        self._cpu: dict[str, float] = defaultdict(float)
        self._alone = 0

    def turn(self, people: int, messages: int) -> None:
        before = uses(self.pid)
        self._turns[people].append(measure(self.target, people, messages))
        if people == 1:
            self._alone += messages + WARM_UP
            for role, seconds in cpu_between(before, uses(self.pid)).items():
                self._cpu[role] += seconds

    def measured(self) -> Measured:
        cpu = {role: seconds / self._alone for role, seconds in self._cpu.items()}
        answers = tuple(joined(turns) for turns in self._turns.values())
        return Measured(answers, self.idle, uses(self.pid), cpu)


def compared(
    subjects: dict[Target, int], messages: int, crowds: tuple[int, ...]
) -> tuple[Measured, ...]:
    """Each system's figures, in the order given; `messages` for every number of people."""
    time.sleep(SETTLING)
    running = [Subject(target, pid) for target, pid in subjects.items()]
    for people in crowds:
        for _ in range(TURNS):
            for subject in running:
                subject.turn(people, messages // TURNS)
    return tuple(subject.measured() for subject in running)
