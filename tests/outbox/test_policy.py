"""May it be sent now: every channel, purpose and age; quiet hours; consent."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Purpose
from bot.outbox.policy import (
    QUIET,
    REASONS,
    UNASKED,
    VIETNAM,
    WINDOWS,
    Blocked,
    Decision,
    Free,
    Hours,
    Later,
    Paid,
    Reason,
    decide,
)

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=VIETNAM)
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
ASKED = tuple(purpose for purpose in PURPOSES if purpose not in UNASKED)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
INSTANT = dt.timedelta(microseconds=1)

FREE, PAID = Free(), Paid("consultation")
CLOSED, STRANGER = Blocked("window"), Blocked("never_wrote")

AGES: dict[str, dt.timedelta | None] = {
    "never": None,
    "from a clock ahead of ours": -HOUR,
    "now": dt.timedelta(),
    "almost a day": DAY - INSTANT,
    "a day": DAY,
    "almost two": 2 * DAY - INSTANT,
    "two days": 2 * DAY,
    "almost a week": 7 * DAY - INSTANT,
    "a week": 7 * DAY,
    "a year": 365 * DAY,
}
ALWAYS = (FREE,) * len(AGES)

# Down: channel and purposes. Across: the ages above.
TABLE: dict[tuple[str, tuple[Purpose, ...]], tuple[Decision, ...]] = {
    ("zalo", ("reply", "notice", "service", "human")): (
        *(STRANGER, FREE, FREE, FREE, FREE, FREE),
        *(PAID, PAID, CLOSED, CLOSED),
    ),
    ("zalo", ("story", "reminder")): (
        *(STRANGER, FREE, FREE, FREE, FREE, FREE),
        *(CLOSED, CLOSED, CLOSED, CLOSED),
    ),
    ("messenger", ("reply", "notice", "service", "story", "reminder")): (
        *(STRANGER, FREE, FREE, FREE, CLOSED, CLOSED),
        *(CLOSED, CLOSED, CLOSED, CLOSED),
    ),
    ("messenger", ("human",)): (
        *(STRANGER, FREE, FREE, FREE, FREE, FREE),
        *(FREE, FREE, CLOSED, CLOSED),
    ),
    ("telegram", PURPOSES): ALWAYS,
    ("zalo_bot", PURPOSES): ALWAYS,
    ("web", PURPOSES): ALWAYS,
    ("a channel to come", PURPOSES): ALWAYS,
}
CASES = [
    pytest.param(channel, purpose, AGES[age], decision, id=f"{channel}-{purpose}-{age}")
    for (channel, purposes), row in TABLE.items()
    for purpose in purposes
    for age, decision in zip(AGES, row, strict=True)
]


@pytest.mark.parametrize(("channel", "purpose", "age", "decision"), CASES)
def test_windows(
    channel: str, purpose: Purpose, age: dt.timedelta | None, decision: Decision
) -> None:
    last = None if age is None else NOON - age
    assert decide(channel, purpose, last, True, NOON, blocked=False) == decision


def test_the_table_has_every_channel_and_purpose() -> None:
    listed = [(channel, purpose) for channel, purposes in TABLE for purpose in purposes]
    assert sorted(listed) == sorted(product([*WINDOWS, "a channel to come"], PURPOSES))


@pytest.mark.parametrize("channel", WINDOWS)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_nothing_goes_to_who_blocked_us(channel: str, purpose: Purpose) -> None:
    decision = decide(channel, purpose, NOON, True, NOON, blocked=True)
    assert decision == Blocked("unreachable")


@pytest.mark.parametrize("channel", WINDOWS)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_only_what_nobody_asked_for_needs_consent(channel: str, purpose: Purpose) -> None:
    decision = decide(channel, purpose, NOON, False, NOON, blocked=False)
    assert decision == (Blocked("no_consent") if purpose in ("story", "reminder") else FREE)


def at(day: int, clock: str) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), VIETNAM)


@pytest.mark.parametrize("purpose", ["story", "reminder"])
@pytest.mark.parametrize(
    ("now", "decision"),
    [
        (at(20, "20:59:59.999999"), FREE),
        (at(20, "21:00"), Later(at(21, "07:00"))),
        (at(20, "23:59"), Later(at(21, "07:00"))),
        (at(21, "00:00"), Later(at(21, "07:00"))),
        (at(21, "06:59:59.999999"), Later(at(21, "07:00"))),
        (at(21, "07:00"), FREE),
        (at(20, "14:30").astimezone(dt.UTC), FREE),
        (at(20, "21:30").astimezone(dt.UTC), Later(at(21, "07:00"))),
    ],
    ids=str,
)
def test_nobody_is_woken(purpose: Purpose, now: dt.datetime, decision: Decision) -> None:
    for channel in WINDOWS:
        assert decide(channel, purpose, now - HOUR, True, now, blocked=False) == decision


@pytest.mark.parametrize("purpose", ASKED)
@pytest.mark.parametrize("channel", WINDOWS)
def test_what_was_asked_for_comes_at_night_too(channel: str, purpose: Purpose) -> None:
    now = at(20, "23:30")
    assert decide(channel, purpose, now - HOUR, True, now, blocked=False) == FREE


def test_zalo_takes_no_broadcast_at_night_whatever_our_own_hours_are() -> None:
    never = Hours(dt.time(0), dt.time(0))

    def story(channel: str, now: dt.datetime, quiet: Hours = never) -> Decision:
        return decide(channel, "story", now - HOUR, True, now, blocked=False, quiet=quiet)

    assert story("zalo", at(20, "21:59")) == FREE
    assert story("zalo", at(20, "22:00")) == Later(at(21, "06:00"))
    assert story("zalo", at(21, "05:59")) == Later(at(21, "06:00"))
    assert story("zalo", at(21, "06:00")) == FREE
    assert story("telegram", at(20, "23:00")) == FREE
    early = Hours(dt.time(21), dt.time(23))
    assert story("zalo", at(20, "21:30"), early) == Later(at(21, "06:00"))
    noon = Hours(dt.time(11), dt.time(13))
    assert story("telegram", at(20, "12:00"), noon) == Later(at(20, "13:00"))
    assert story("telegram", at(20, "13:00"), noon) == FREE


def test_a_story_does_not_wait_for_a_morning_its_window_will_not_see() -> None:
    now = at(20, "22:00")
    wrote = now - DAY + HOUR  # the window ends at 23:00
    assert decide("messenger", "story", wrote, True, now, blocked=False) == CLOSED
    wrote = now - DAY + 10 * HOUR
    decision = decide("messenger", "story", wrote, True, now, blocked=False)
    assert decision == Later(at(21, "07:00"))


@pytest.mark.parametrize(
    ("channel", "purpose", "age", "ends", "decision"),
    [
        ("messenger", "story", 5 * DAY, HOUR, FREE),
        ("messenger", "story", 5 * DAY, dt.timedelta(), CLOSED),
        ("messenger", "reply", HOUR, -HOUR, CLOSED),
        ("messenger", "human", HOUR, -HOUR, FREE),
        ("messenger", "reply", None, HOUR, FREE),
        ("zalo", "reply", HOUR, -HOUR, PAID),
        ("zalo", "story", HOUR, -HOUR, CLOSED),
        ("telegram", "story", HOUR, -HOUR, FREE),
    ],
)
def test_a_window_that_ends_at_another_time(
    channel: str,
    purpose: Purpose,
    age: dt.timedelta | None,
    ends: dt.timedelta,
    decision: Decision,
) -> None:
    last = None if age is None else NOON - age
    found = decide(channel, purpose, last, True, NOON, blocked=False, window_ends=NOON + ends)
    assert found == decision


@pytest.mark.parametrize("reason", get_args(Reason))
def test_the_desk_can_say_why(reason: Reason) -> None:
    assert REASONS[reason]
    assert Blocked(reason).waits == (reason in ("never_wrote", "window"))


times = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC))
ages = st.none() | st.timedeltas(-HOUR, 10 * DAY)
hours = st.builds(Hours, st.times(), st.times())
asked = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(sorted(WINDOWS)),
        "purpose": st.sampled_from(PURPOSES),
        "consent": st.booleans(),
        "now": times,
        "blocked": st.booleans(),
        "quiet": st.just(QUIET) | hours,
    }
)


@given(asked, ages, ages)
def test_never_free_outside_the_vendors_window(
    given: dict[str, object], age: dt.timedelta | None, left: dt.timedelta | None
) -> None:
    now, channel = given["now"], given["channel"]
    assert isinstance(now, dt.datetime)
    last = None if age is None else now - age
    ends = None if left is None else now + left - 5 * DAY
    decision = decide(**given, last_inbound_at=last, window_ends=ends)  # type: ignore[arg-type]
    again = decide(**given, last_inbound_at=last, window_ends=ends)  # type: ignore[arg-type]
    assert decision == again
    lasts = {"zalo": 2 * DAY, "messenger": DAY}.get(str(channel))
    if lasts is None:
        assert decision != PAID
        assert not isinstance(decision, Blocked) or not decision.waits
        return
    until = ends or (last + lasts if last else now)
    sent = until if isinstance(decision, Free) else None
    if channel == "messenger" and given["purpose"] == "human" and last:
        sent = max(until, last + 7 * DAY) if sent else None
    assert sent is None or now < sent
    if isinstance(decision, Paid):
        assert channel == "zalo"
        assert last is not None
        assert until <= now < last + 7 * DAY


@given(asked, ages, ages)
def test_later_is_in_the_future_and_leads_somewhere(
    given: dict[str, object], age: dt.timedelta | None, left: dt.timedelta | None
) -> None:
    now = given["now"]
    assert isinstance(now, dt.datetime)
    last = None if age is None else now - age
    ends = None if left is None else now + left
    tried = 0
    decision = decide(**given, last_inbound_at=last, window_ends=ends)  # type: ignore[arg-type]
    while isinstance(decision, Later):
        assert decision.when > now
        assert given["purpose"] in UNASKED
        assert decision.when - now <= 2 * DAY
        now, tried = decision.when, tried + 1
        assert tried <= 3
        decision = decide(
            **given | {"now": now},  # type: ignore[arg-type]
            last_inbound_at=last,
            window_ends=ends,
        )
