"""Durations in seconds, and how they are told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Durations:
    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> Durations:
        """
        Raises:
            ValueError: nothing was measured.
        """
        if not values:
            raise ValueError("không đo được lần nào")
        return cls(tuple(sorted(values)))

    def percentile(self, percent: float) -> float:
        """The smallest value that so many per cent of all do not exceed (nearest rank)."""
        rank = max(math.ceil(len(self.values) * percent / 100), 1)
        return self.values[rank - 1]

    @property
    def median(self) -> float:
        return self.percentile(50)

    def spread(self) -> str:
        """Least, median and greatest, in seconds."""
        shown = (self.values[0], self.median, self.values[-1])
        return " / ".join(f"{value:.1f}" for value in shown)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def megabytes(size: int | None) -> str:
    return "không đọc được" if size is None else f"{size / 1e6:.0f}"
