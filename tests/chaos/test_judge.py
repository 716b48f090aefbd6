"""The judge finds what it is there to find: a judge who never finds anything proves nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.chaos.judge import Did, Story, Verdict, judge

NOON = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)
WAIT = "Trợ lý đang khởi động lại."


def did(number: int, *, taken: float = 0.0, handled: float | None = None) -> Did:
    """The message `number`; seconds after noon, handled by its number unless said otherwise."""
    at = number if handled is None else handled
    return Did(
        what=f"câu {number}",
        answer=f"Trả lời {number}.",
        taken=NOON + dt.timedelta(seconds=taken),
        handled=NOON + dt.timedelta(seconds=at),
    )


def saw(*numbers: int) -> list[str]:
    return [f"Trả lời {number}." for number in numbers]


def judged(
    *dids: Did, seen: list[str], notices: tuple[str, ...] = (), refusals: int = 0
) -> Verdict:
    return judge([Story("zalo 1", dids, seen, notices, (), refusals)])


def found(verdict: Verdict) -> tuple[int, int, int]:
    return len(verdict.lost), len(verdict.out_of_order), len(verdict.doubled)


def test_all_is_well() -> None:
    verdict = judged(did(1), did(2), did(3), seen=saw(1, 2, 3))
    assert found(verdict) == (0, 0, 0)
    assert verdict.good
    assert verdict.line == "events 3 lost 0 out_of_order 0 doubled 0 ambiguous 0"


def test_an_answer_with_its_buttons_as_a_list_is_the_same_answer() -> None:
    assert judged(did(1), seen=["Trả lời 1.\nAnh/chị nhắn số để chọn:\n1. Tiêu chí"]).good


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (did(2), "its answer never seen"),
        (replace(did(2), handled=None), "never handled"),
        (replace(did(2), handled=None, taken=None), "never taken"),
        (replace(did(2), handled=None, taken=None, given_up=True), "gave up"),
        (replace(did(2), failed="TimeoutError"), "TimeoutError"),
    ],
)
def test_lost(one: Did, why: str) -> None:
    verdict = judged(did(1), one, did(3), seen=saw(1, 3))
    assert found(verdict) == (1, 0, 0)
    assert (verdict.lost[0].what, why in verdict.lost[0].why) == ("câu 2", True)
    assert not verdict.good


def test_refused_for_good_is_not_lost_as_often_as_the_vendor_refused() -> None:
    refused = [replace(did(n), failed="-248") for n in (1, 2)]
    assert found(judged(*refused, seen=[], refusals=2)) == (0, 0, 0)
    verdict = judged(*refused, seen=[], refusals=1)
    assert (found(verdict), verdict.refused) == ((1, 0, 0), 1)


def test_doubled() -> None:
    verdict = judged(did(1), did(2), seen=saw(1, 2, 2))
    assert found(verdict) == (0, 0, 1)
    assert verdict.line.endswith("doubled 1 ambiguous 0")


def test_seen_twice_after_a_doubtful_send_is_counted_apart() -> None:
    verdict = judged(replace(did(1), doubtful=True), did(2), seen=saw(1, 1, 2))
    assert found(verdict) == (0, 0, 0)
    assert (verdict.ambiguous, len(verdict.seen_twice)) == (1, 1)


def test_what_nobody_asked_for_is_doubled() -> None:
    assert found(judged(did(1), seen=[*saw(1), "Chúc mừng năm mới!"])) == (0, 0, 1)


def test_a_notice_is_said_as_often_as_it_was_noted() -> None:
    assert judged(did(1), seen=[WAIT, *saw(1)], notices=(WAIT,)).good
    assert found(judged(did(1), seen=[WAIT, WAIT, *saw(1)], notices=(WAIT,))) == (0, 0, 1)


def test_a_doubtful_notice_may_be_seen_once_more() -> None:
    story = Story("zalo 1", [did(1)], [WAIT, WAIT, *saw(1)], [WAIT], [WAIT])
    assert (judge([story]).good, judge([story]).ambiguous) == (True, 1)
    assert not judge([replace(story, saw=[WAIT, WAIT, WAIT, *saw(1)])]).good


def test_swapped_answers_are_out_of_order() -> None:
    verdict = judged(did(1), did(2), did(3), seen=saw(1, 3, 2))
    assert found(verdict) == (0, 1, 0)
    assert verdict.out_of_order[0].what == "câu 2"


def test_handled_after_a_later_one_though_it_had_come() -> None:
    verdict = judged(did(1, taken=1.9, handled=3), did(2, handled=2), seen=saw(2, 1))
    assert found(verdict) == (0, 1, 0)
    assert verdict.out_of_order[0].what == "câu 1"


def test_out_of_order_also_when_the_answer_was_refused() -> None:
    first = replace(did(1, taken=1.9, handled=3), failed="-248")
    assert found(judged(first, did(2, handled=2), seen=saw(2), refusals=1)) == (0, 1, 0)


def test_what_came_after_a_later_one_was_handled_is_not_out_of_order() -> None:
    verdict = judged(did(1, taken=2.1, handled=3), did(2, handled=2), seen=saw(2, 1))
    assert (found(verdict), verdict.overtaken) == ((0, 0, 0), 1)


def test_late_and_yet_answered_before_what_was_handled_first() -> None:
    verdict = judged(did(1, taken=2.1, handled=3), did(2, handled=2), seen=saw(1, 2))
    assert found(verdict) == (0, 1, 0)


def test_answered_but_nobody_knows_when_it_was_handled() -> None:
    assert found(judged(replace(did(1), handled=None), seen=saw(1))) == (0, 1, 0)


def test_people_are_judged_apart() -> None:
    good = Story("zalo 1", [did(1)], saw(1))
    verdict = judge([good, Story("zalo 2", [did(1)], []), Story("zalo 3", [did(1)], saw(1, 1))])
    assert [each.person for each in verdict.lost + verdict.doubled] == ["zalo 2", "zalo 3"]
    assert verdict.events == 3
