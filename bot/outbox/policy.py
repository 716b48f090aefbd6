"""May this be sent now: one pure function, asked before queueing and again before sending.

The vendors' windows are data, each with its source and date; a channel without a row has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.channels.contract import Purpose

Reason = Literal["unreachable", "no_consent", "never_wrote", "window"]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Free:
    """Now, at no charge."""


@dataclass(frozen=True)
class Paid:
    """Now, if the operator pays: for "consultation", 55 VND or one of the package's messages
    (zalo.solutions/oa/pricing, 2026-09, several integrators)."""

    kind: Literal["consultation"]


@dataclass(frozen=True)
class Later:
    """Not before `when`; to be decided again then."""

    when: dt.datetime


@dataclass(frozen=True)
class Blocked:
    reason: Reason

    @property
    def waits(self) -> bool:
        """Whether it is to be offered when the person next writes."""
        return self.reason in ("never_wrote", "window")


Decision = Free | Paid | Later | Blocked

# What the desk says of it.
REASONS: Mapping[Reason, str] = {
    "unreachable": "người nhận đã chặn hoặc ngừng theo dõi",
    "no_consent": "người nhận chưa đồng ý nhận tin này",
    "never_wrote": "người nhận chưa từng nhắn tin",
    "window": "đã quá lâu kể từ khi người nhận nhắn tin; chờ người nhận nhắn lại",
}


@dataclass(frozen=True)
class Hours:
    """A part of each day in Vietnam, over midnight when it ends before it begins."""

    first: dt.time
    end: dt.time

    def over(self, now: dt.datetime) -> dt.datetime | None:
        """When these hours are over, if it is one of them now."""
        local = now.astimezone(VIETNAM)
        clock, day = local.time(), local.date()
        begun, unfinished = clock >= self.first, clock < self.end
        if self.first > self.end:
            within, day = begun or unfinished, day + dt.timedelta(days=int(begun))
        else:
            within = begun and unfinished
        return dt.datetime.combine(day, self.end, VIETNAM) if within else None


@dataclass(frozen=True)
class Window:
    """How long after a person's last message what may be sent."""

    free: dt.timedelta | None = None  # None: however long ago, or never
    paid: dt.timedelta | None = None
    human: dt.timedelta | None = None  # written by hand by a person of ours
    broadcast_night: Hours | None = None  # no broadcast then


WINDOWS: Mapping[str, Window] = {
    "zalo": Window(
        # zalo.solutions/oa/pricing, 2026-09, several integrators; some say only 8 messages of it:
        # what is left comes with each answer
        free=dt.timedelta(hours=48),
        # Consultation messages, then -230/-232: docs.zaloplatforms.com/docs/OA, 2026-09,
        # several integrators
        paid=dt.timedelta(days=7),
        # Broadcast and promotion only 06:00-21:59, else -234: the same
        broadcast_night=Hours(dt.time(22), dt.time(6)),
    ),
    "messenger": Window(
        # developers.facebook.com/documentation/business-messaging/messenger-platform,
        # send-messages, 2026-05-05. Longer after some actions (policy, 2026-09-28):
        # `window_ends`.
        free=dt.timedelta(hours=24),
        # HUMAN_AGENT, for people only: the same; that it is 7 days: one source, unconfirmed. The
        # tags for updates died on 2026-04-27 (Meta's changelog, 2026-03-27); utility templates
        # and marketing messages carry no free text.
        human=dt.timedelta(days=7),
    ),
    "telegram": Window(),  # who pressed Start and has not blocked us (Bot API 10.3, 2026-08)
    "zalo_bot": Window(),  # none documented (bot.zapps.me/docs, 2026-02); unconfirmed
    "web": Window(),
}

UNASKED: frozenset[Purpose] = frozenset({"story", "reminder"})
QUIET = Hours(dt.time(21), dt.time(7))  # ours: nobody is woken by a story


def decide(
    channel: str,
    purpose: Purpose,
    last_inbound_at: dt.datetime | None,
    consent: bool,
    now: dt.datetime,
    *,
    blocked: bool,
    window_ends: dt.datetime | None = None,
    quiet: Hours = QUIET,
) -> Decision:
    """
    `consent`: to this purpose, where it needs one (`UNASKED`). `window_ends` takes the place of
    the free window's computed end: an action that opened a longer one, or a window the vendor
    says is closed. `blocked`: they blocked us or left. All times are aware.
    """
    if blocked:
        return Blocked("unreachable")
    if purpose in UNASKED and not consent:
        return Blocked("no_consent")
    window = WINDOWS.get(channel, Window())
    free_until = window_ends or _until(last_inbound_at, window.free)
    waiting = _quiet_until(window, now, quiet) if purpose in UNASKED else None
    if window.free is None or (free_until and now < free_until):
        if waiting is None:
            return Free()
        if window.free is None or (free_until and waiting < free_until):
            return Later(waiting)
    if purpose == "human" and _open(last_inbound_at, window.human, now):
        return Free()
    if purpose not in UNASKED and _open(last_inbound_at, window.paid, now):
        return Paid("consultation")
    return Blocked("never_wrote" if last_inbound_at is None else "window")


def _open(since: dt.datetime | None, lasts: dt.timedelta | None, now: dt.datetime) -> bool:
    until = _until(since, lasts)
    return until is not None and now < until


def _until(since: dt.datetime | None, lasts: dt.timedelta | None) -> dt.datetime | None:
    return since + lasts if since and lasts else None


def _quiet_until(window: Window, now: dt.datetime, quiet: Hours) -> dt.datetime | None:
    """When both our quiet hours and the vendor's are over."""
    ends = quiet.over(now)
    night = window.broadcast_night.over(ends or now) if window.broadcast_night else None
    return night or ends
