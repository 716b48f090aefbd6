"""When it is tried again, and how many may leave now."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.backoff import LONGEST, Taken, seconds, take

moments = st.floats(0, 1e5)
rates = st.floats(0.01, 1000)


@pytest.mark.parametrize(
    ("attempt", "shortest", "longest"),
    [(1, 1, 2), (2, 2, 4), (5, 16, 32), (9, 256, 512), (10, 300, 600), (10_000, 300, 600)],
)
def test_waits_double_up_to_ten_minutes(attempt: int, shortest: float, longest: float) -> None:
    assert seconds(attempt, lambda: 0.0) == shortest
    assert seconds(attempt, lambda: 1.0) == longest


@given(st.integers(-5, 10**9), st.floats(0, 1), st.floats(0, 1))
def test_chance_moves_a_wait_within_its_upper_half(attempt: int, a: float, b: float) -> None:
    first, second = seconds(attempt, lambda: a), seconds(attempt, lambda: b)
    assert 0 < first <= LONGEST
    assert first <= 2 * second
    assert (first < second) <= (a < b)


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ((10, 1, 10, 0, 3), Taken(3, 7, 0)),
        ((2, 1, 10, 0, 3), Taken(2, 0, 1)),
        ((0, 4, 10, 0, 1), Taken(0, 0, 0.25)),
        ((0, 4, 10, 1, 4), Taken(4, 0, 0)),
        ((0, 4, 10, 3600, 99), Taken(10, 0, 0.25)),
        ((0.5, 1, 10, 0.25, 1), Taken(0, 0.75, 0.25)),
        ((-30, 1, 10, 10, 1), Taken(0, -20, 21)),
        ((-30, 1, 10, 31, 1), Taken(1, 0, 0)),
        ((5, 1, 10, -60, 1), Taken(1, 4, 0)),
        ((0, 0, 10, 60, 1), Taken(0, 0, math.inf)),
        ((0, 1, 10, 0, 0), Taken(0, 0, 0)),
    ],
    ids="enough some none refilled full part throttled over clock-back shut nothing".split(),
)
def test_a_bucket(asked: tuple[float, float, float, float, int], taken: Taken) -> None:
    """What is in it, its rate and its burst; how long ago; how many are wanted."""
    assert take(*asked) == taken


@given(rates, st.integers(1, 100), st.lists(st.tuples(st.floats(0, 60), st.integers(0, 50))))
def test_no_more_leave_than_the_rate_allows(
    rate: float, burst: int, asked: list[tuple[float, int]]
) -> None:
    tokens, left, time = float(burst), 0, 0.0
    for elapsed, want in asked:
        granted, tokens, _ = take(tokens, rate, burst, elapsed, want)
        assert 0 <= granted <= want
        left, time = left + granted, time + elapsed
        assert left <= burst + rate * time + 1e-6
        assert 0 <= tokens <= burst


@given(st.floats(-1000, 100), rates, st.integers(1, 100), st.integers(1, 50))
def test_after_the_wait_one_more_leaves(tokens: float, rate: float, burst: int, want: int) -> None:
    granted, left, wait = take(tokens, rate, burst, 0, want)
    assert (wait > 0) == (granted < want)
    if wait:
        assert take(left, rate, burst, wait + 1e-6 / rate, want).granted >= 1
        assert take(left, rate, burst, wait * 0.99, want).granted == 0


@given(rates, moments)
def test_an_account_waits_as_long_as_its_vendor_asks(rate: float, asked: float) -> None:
    assert take(-rate * asked, rate, 100, asked * 0.99, 1).granted == 0
    assert take(-rate * asked, rate, 100, asked + 1.01 / rate, 1).granted == 1
