"""The evaluation's own judgement: what is right, what is false, and how it is counted.

The test messages are held out: here they are counted, and never shown, not even by a failure.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import ValidationError

from actions.reply import Topic
from bot.settings import ROOT
from data.plans.catalogue import load_catalogue
from tests.evaluation.asking import Answered, FollowedUp, tally
from tests.evaluation.entities import Count, count
from tests.evaluation.grading import UNSTATED, Grade, grade
from tests.evaluation.messages import (
    FOLDER,
    SLICES,
    Expectation,
    FollowUpTurn,
    TestConversation,
    TestMessage,
    load_conversations,
    load_messages,
)
from tests.evaluation.report import (
    Part,
    calibration_error,
    confusions,
    draw,
    entity_table,
    reliability,
    table,
    worst,
    worst_table,
)
from tests.evaluation.thresholds import AIMS, FLOORS, Bounds, shortfalls

HERE = frozenset({"go-vap"})
DEADLINE = Expectation(
    topic=("deadline",), must=("31/5/2023", ("UBND huyện", "ủy ban nhân dân huyện")),
    must_not=("31/5/2025",),
)  # fmt: skip


def reply(text: str, topic: str = "deadline", *plans: str) -> dict[str, Any]:
    return {"text": text, "topic": topic, "sources": [{"plan": plan} for plan in plans]}


RIGHT = "Trước ngày 31/5/2023, gửi UBND huyện."


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        ([reply(RIGHT, "deadline", "go-vap")], "right"),
        ([reply(RIGHT.upper(), "deadline", "go-vap")], "right"),
        ([reply("31/5/2023, ỦY BAN NHÂN DÂN HUYỆN", "deadline", "go-vap")], "right"),
        # In two bubbles.
        ([reply("Chào anh/chị", "smalltalk"), reply(RIGHT, "deadline", "go-vap")], "right"),
        ([reply("31/5/2023"), reply("gửi UBND huyện", "process", "go-vap")], "right"),
        # It asks back, or says that it does not know.
        ([reply("Anh/chị hỏi về địa phương nào ạ?", "locality")], "asked"),
        ([reply("Trợ lý chưa hiểu", "fallback")], "asked"),
        ([reply("Chào", "smalltalk"), reply("Trợ lý chưa hiểu", "fallback")], "asked"),
        # True, and not what was asked.
        ([reply("Gửi UBND huyện", "deadline", "go-vap")], "beside"),
        ([reply(RIGHT, "quota", "go-vap")], "beside"),
        ([reply("Ai cũng được giới thiệu", "process", "go-vap")], "beside"),
        ([], "asked"),  # nothing said is nothing wrong
        # A wrong fact that lies near, also beside the right one.
        ([reply("Trước 31/5/2025", "deadline", "go-vap")], "false"),
        ([reply(f"{RIGHT} Tổng kết trước 31/5/2025", "deadline", "go-vap")], "false"),
        # Another plan's fact, also beside the right one.
        ([reply(RIGHT, "deadline", "trieu-son")], "false"),
        ([reply(RIGHT, "deadline", "go-vap"), reply("x", "deadline", "trieu-son")], "false"),
    ],
)
def test_a_verdict(replies: list[dict[str, Any]], verdict: str) -> None:
    assert grade(DEADLINE, replies, HERE).verdict == verdict


def test_any_plan_may_be_told_of_when_no_place_was_named() -> None:
    assert grade(DEADLINE, [reply(RIGHT, "deadline", "trieu-son")], None).verdict == "right"


def test_one_of_several_topics_is_enough() -> None:
    either = Expectation(topic=("quota", "deadline"))
    assert grade(either, [reply("x", "deadline", "go-vap")], HERE) == Grade("right")


def test_the_reason_is_told() -> None:
    assert grade(DEADLINE, [reply("31/5/2025")], HERE).why == "says '31/5/2025'"
    assert grade(DEADLINE, [reply("x", "deadline", "tua-chua")], HERE).why == "tells of tua-chua"
    assert grade(DEADLINE, [reply("x")], HERE).why == "lacks '31/5/2023'"
    assert grade(DEADLINE, [reply(RIGHT, "quota")], HERE).why == "topic quota"


@pytest.mark.parametrize("said", ["không nêu", *UNSTATED])
def test_not_stated_may_be_said_in_many_ways(said: str) -> None:
    unstated = Expectation(topic=("honour",), must=("không nêu",))
    told = [reply(f"Kế hoạch {said} mức tiền thưởng.", "honour", "go-vap")]
    assert grade(unstated, told, HERE).verdict == "right"
    assert grade(Expectation(topic=("honour",), must=("mức",)), told, HERE).verdict == "right"


def test_other_words_are_not_excused_by_what_is_unstated() -> None:
    stated = Expectation(topic=("honour",), must=("500.000 đồng",))
    told = [reply("Kế hoạch không ấn định mức nào.", "honour", "go-vap")]
    assert grade(stated, told, HERE).verdict == "beside"


FOOTER = "\n\n(Kế hoạch quận Gò Vấp, giai đoạn 2021–2025, mục V.1.)"


def test_the_line_that_cites_the_plan_tells_its_place_and_nothing_else() -> None:
    told = [reply(f"Chưa rõ.{FOOTER}", "deadline", "go-vap")]
    for wanted, verdict in (("gò vấp", "right"), ("2025", "beside"), ("V.1", "beside")):
        assert (
            grade(Expectation(topic=("deadline",), must=(wanted,)), told, HERE).verdict == verdict
        )
    years = Expectation(topic=("deadline",), must_not=("2021",))
    assert grade(years, told, HERE).verdict == "right"
    inside = [reply(f"Giai đoạn 2021–2025.{FOOTER}", "deadline", "go-vap")]
    assert grade(years, inside, HERE).verdict == "false"


OUTSIDE = Expectation(topic=("fallback", "help"))


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        ([reply("Trợ lý không trả lời được việc này", "fallback")], "right"),
        ([reply("Trợ lý giúp được:", "help")], "right"),
        ([reply("Chào anh/chị", "smalltalk")], "beside"),
        ([reply("Trước 31/5", "deadline", "go-vap")], "false"),
        ([reply("Đọc một câu chuyện", "story", "go-vap")], "beside"),  # no fact of a plan
        ([reply("Anh/chị hỏi hạn nào?", "deadline")], "beside"),  # nor is this
    ],
)
def test_what_no_plan_speaks_of(replies: list[dict[str, Any]], verdict: str) -> None:
    assert grade(OUTSIDE, replies, None, out_of_scope=True).verdict == verdict


# Things that are named.

TODAY = dt.date(2026, 11, 20)


def message(text: str = "hạn nộp", *things: dict[str, Any], **other: Any) -> TestMessage:
    raw = {"text": text, "slice": "accented", "intent": "deadline", "entities": things, **other}
    return TestMessage.model_validate(raw)


def found(text: str, part: str, kind: str, *values: Any) -> dict[str, Any]:
    start = text.index(part)
    return {
        "entity": kind, "start": start, "end": start + len(part),
        "value": values[0], "values": list(values),
    }  # fmt: skip


ASKS = "tiêu chí y tế của Hội Nông dân"
HEALTH = {"kind": "field", "text": "y tế", "id": "y-te"}
FARMERS = {"kind": "unit", "text": "Hội Nông dân", "id": ["hoi-nong-dan", "hnd-xa"]}


@pytest.mark.parametrize(
    ("finds", "counted"),
    [
        ([], {"field": (0, 1, 0), "unit": (0, 1, 0)}),
        (
            [("y tế", "field", "y-te"), ("Hội Nông dân", "unit", "hnd-xa")],
            {"field": (1, 0, 0), "unit": (1, 0, 0)},
        ),
        # One of several readings is right; part of the name is enough.
        ([("Nông dân", "unit", "x", "hoi-nong-dan")], {"field": (0, 1, 0), "unit": (1, 0, 0)}),
        # Right words, wrong thing: it is missed, and the other is one too many.
        ([("y tế", "field", "giao-duc")], {"field": (0, 1, 1), "unit": (0, 1, 0)}),
        (
            [("y tế", "subject", "doctor")],
            {"field": (0, 1, 0), "subject": (0, 0, 1), "unit": (0, 1, 0)},
        ),
        # Besides the right one on the same words another kind is no mistake.
        (
            [("y tế", "field", "y-te"), ("y tế", "subject", "doctor")],
            {"field": (1, 0, 0), "unit": (0, 1, 0)},
        ),
        (
            [("tiêu chí", "report", "bao-cao")],
            {"field": (0, 1, 0), "report": (0, 0, 1), "unit": (0, 1, 0)},
        ),
    ],
)
def test_names_are_counted(
    finds: list[tuple[str, ...]], counted: dict[str, tuple[int, int, int]]
) -> None:
    said = [found(ASKS, *each) for each in finds]
    counts = count(message(ASKS, HEALTH, FARMERS), said, TODAY)
    assert {kind: (c.hit, c.missed, c.extra) for kind, c in counts.items()} == counted


def test_an_optional_name_counts_neither_way() -> None:
    maybe = message(ASKS, HEALTH, {**FARMERS, "optional": True})
    health = found(ASKS, "y tế", "field", "y-te")
    for said in ([health], [health, found(ASKS, "Nông dân", "subject", "farmer")]):
        assert count(maybe, said, TODAY) == {"field": Count(hit=1)}


def test_the_same_thing_named_twice_counts_once() -> None:
    text = "y tế, ngành y tế"
    twice = [
        {**found(text, "y tế", "field", "y-te")},
        {**found(text, "ngành y tế", "field", "y-te")},
    ]
    assert count(message(text, HEALTH), twice, TODAY) == {"field": Count(hit=1)}


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"day": 31, "month": 5, "year": 2025}, True),
        ({"day": 31, "month": 5, "year": 2026}, False),
        ({"month": 5, "year": 2025}, False),
    ],
)
def test_a_date_must_be_the_days_that_are_meant(value: dict[str, int], right: bool) -> None:
    text = "trước 31/5/2025"
    day = {"kind": "date", "text": "31/5/2025", "from": "2025-05-31", "to": "2025-05-31"}
    said = [{"entity": "date", "start": 6, "end": 15, "value": value}]
    counts = count(message(text, day), said, TODAY)["date"]
    assert (counts.hit, counts.missed, counts.extra) == ((1, 0, 0) if right else (0, 1, 1))


def test_a_label_that_is_not_in_its_message_is_refused() -> None:
    with pytest.raises(ValueError, match="is not in"):
        count(message("hạn nộp", HEALTH), [], TODAY)


def test_f1() -> None:
    assert Count(hit=3, missed=1, extra=1).f1 == 0.75
    assert Count(missed=1).f1 == 0
    assert Count().f1 == 1
    whole = Count(hit=1)
    whole.add(Count(1, 2, 3))
    assert whole == Count(2, 2, 3)


# Adding up.


def answered(
    verdict: Any = "right", said: str = "deadline", confidence: float = 0.9, **other: Any
) -> Answered:
    parse = {"intent": {"name": said, "confidence": confidence}, "entities": []}
    counts = {"field": Count(hit=1)} if verdict == "right" else {"field": Count(missed=1)}
    return Answered(message(**other), parse, [], Grade(verdict, "why | so"), counts)


def outside(verdict: Any = "right") -> Answered:
    return answered(verdict, said="help", slice="out_of_scope", intent=["out_of_scope"])


def followed(verdict: Any) -> FollowedUp:
    turn = FollowUpTurn(say="còn y tế")
    return FollowedUp(TestConversation(name="n", turns=(turn, turn)), turn, [], Grade(verdict))


PART = Part(
    "x",
    [
        *(answered(), answered(), answered("asked", confidence=0.4)),
        answered("false", "quota", 0.8, slice="typo", text="hạn | nộp"),
        *(outside(), outside("false")),
    ],
    [followed("right"), followed("beside")],
)
BOUNDS = Bounds(
    right={"accented": 0.6, "typo": 0.0, "mixed": 0.9},
    false_in_scope=0.25,
    false_out_of_scope=0.5,
    entities_f1=0.5,
    follow_ups=0.5,
)


def test_shares_by_slice() -> None:
    slices = PART.slices()
    assert list(slices) == ["accented", "typo", "out_of_scope", "in_scope"]
    assert slices["accented"].share("right") == pytest.approx(2 / 3)
    assert slices["in_scope"].share("false") == 0.25
    assert slices["in_scope"].intent_accuracy == 0.75
    assert slices["in_scope"].entities == Count(hit=2, missed=2)
    assert PART.follow_ups_right == 0.5
    assert tally([]).share("right") == tally([]).intent_accuracy == 0


def test_figures_at_the_bounds_pass() -> None:
    assert list(shortfalls(PART, BOUNDS)) == []


@pytest.mark.parametrize(
    ("bound", "value", "told"),
    [
        ("right", {"accented": 0.7}, "accented: right 66.7%, wanted 70.0%"),
        ("false_in_scope", 0.2, "in scope: false 25.0%, at most 20.0%"),
        ("false_out_of_scope", 0.4, "out of scope: false 50.0%, at most 40.0%"),
        ("entities_f1", 0.7, "entities F1 66.7%, wanted 70.0%"),
        ("follow_ups", 0.6, "follow-ups: right 50.0%, wanted 60.0%"),
    ],
)
def test_every_figure_out_of_bounds_is_told(bound: str, value: Any, told: str) -> None:
    assert list(shortfalls(PART, BOUNDS.model_copy(update={bound: value}))) == [told]


def test_a_part_without_conversations_is_not_judged_by_them() -> None:
    alone = Part("x", PART.answered, [])
    assert list(shortfalls(alone, BOUNDS.model_copy(update={"follow_ups": 1.0}))) == []


def test_what_is_aimed_at_lies_above_what_is_asked_of_every_change() -> None:
    assert set(AIMS.right) == set(FLOORS.right) == set(SLICES) - {"out_of_scope"}
    assert all(AIMS.right[name] >= floor for name, floor in FLOORS.right.items())
    assert AIMS.false_in_scope <= FLOORS.false_in_scope
    assert AIMS.false_out_of_scope <= FLOORS.false_out_of_scope
    assert AIMS.entities_f1 >= FLOORS.entities_f1
    assert AIMS.follow_ups >= FLOORS.follow_ups


# The report.


def test_the_tables_say_what_was_counted() -> None:
    shares = table(PART).splitlines()
    assert shares[2] == "| có dấu | 3 | 66.7% | 33.3% | 0.0% | 0.0% | 100.0% | 80.0% |"
    assert shares[4] == "| ngoài phạm vi | 2 | 50.0% | 0.0% | 0.0% | 50.0% | 0.0% | – |"
    assert shares[-1] == "| câu hỏi tiếp | 2 | 50.0% | 0.0% | 50.0% | 0.0% | – | – |"
    assert entity_table(PART.answered[:4]).splitlines()[2] == "| field | 2 | 2 | 0 | 66.7% |"
    assert confusions(PART.answered[:4]) == [("deadline", "quota", 1)]


def test_the_worst_come_first_and_what_is_right_does_not_come() -> None:
    assert [each.grade.verdict for each in worst(PART.answered)] == ["false", "false", "asked"]
    assert [each.confidence for each in worst(PART.answered)][:2] == [0.9, 0.8]
    rows = worst_table(PART.answered).splitlines()
    assert all(row.count("|") == 5 for row in rows)  # what people type breaks no table


def test_calibration() -> None:
    surely = [answered(confidence=0.95)] * 9 + [answered(said="quota", confidence=0.95)]
    ((confidence, right, size),) = reliability(surely)
    assert confidence == pytest.approx(0.95)
    assert (right, size) == (0.9, 10)
    assert calibration_error(surely) == pytest.approx(0.05)
    ends = [answered(confidence=1.0), answered(confidence=0.0)]
    assert [size for *_, size in reliability(ends)] == [1, 1]
    assert calibration_error([]) == 0


def test_pictures_are_drawn(tmp_path: Path) -> None:
    draw(PART, tmp_path / "pictures")
    for name in ("slices", "reliability", "confusions"):
        drawn = (tmp_path / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
        assert drawn.startswith("<svg")
        assert drawn.rstrip().endswith("</svg>")


# The messages: counted, never shown.

PARTS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def messages_of(part: str) -> list[TestMessage]:
    try:
        return load_messages(part)
    except ValidationError as error:
        raise AssertionError(wrong_with(error)) from None


def conversations_of(part: str) -> list[TestConversation]:
    try:
        return load_conversations(part)
    except ValidationError as error:
        raise AssertionError(wrong_with(error)) from None


def wrong_with(error: ValidationError) -> str:
    """Which field is wrong, without what stands in it."""
    return ", ".join(
        f"{'.'.join(map(str, each['loc']))}: {each['type']}"
        for each in error.errors(include_input=False)
    )


def test_both_parts_are_there() -> None:
    assert {"development", "frozen"} <= set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_every_file_is_read(part: str) -> None:
    read = {path.name.split(".")[0].split("-")[0] for path in (FOLDER / part).glob("*.yml")}
    assert read <= {"messages", "conversations"}
    messages, conversations = len(messages_of(part)), len(conversations_of(part))
    assert messages > 0
    assert conversations > 0 or "conversations" not in read


def test_there_are_enough_frozen_messages_of_every_slice() -> None:
    slices = Counter[str](each.slice for each in messages_of("frozen"))
    total = sum(slices.values())
    assert total >= 600
    assert slices["out_of_scope"] >= 0.15 * total
    assert all(slices[name] >= 90 for name in SLICES)
    conversations = len(conversations_of("frozen"))
    assert conversations >= 50


@pytest.mark.parametrize("part", PARTS)
def test_every_label_can_be_judged(part: str) -> None:
    """Named things stand in their message; places, intents and topics are known ones."""
    messages = messages_of(part)
    known = {plan.locality.slug for plan in load_catalogue()} | {None}
    listed = yaml.safe_load((ROOT / "nlu" / "intents.yml").read_text(encoding="utf-8"))
    intents = {intent for topic in listed.values() for intent in topic}
    misplaced = sum(t.text not in each.text for each in messages for t in each.entities)
    elsewhere = sum(each.locality not in known for each in messages)
    unknown = {intent for each in messages for intent in each.intent} - intents
    topics = {topic for each in messages for topic in each.topic} - set(get_args(Topic))
    without_topic = sum(not each.topic for each in messages)
    blank = sum(not each.text.strip() for each in messages)
    assert (unknown, topics) == (set(), set())
    assert (misplaced, elsewhere, without_topic, blank) == (0, 0, 0, 0)


@pytest.mark.parametrize("part", PARTS)
def test_no_message_is_asked_twice(part: str) -> None:
    asked = Counter((each.locality, each.text) for each in messages_of(part))
    twice = sum(times > 1 for times in asked.values())
    assert twice == 0


def test_no_frozen_message_is_a_development_message() -> None:
    shared = {each.text for each in messages_of("frozen")} & {
        each.text for each in messages_of("development")
    }
    number = len([text for text in shared if len(text) > 20])
    assert number == 0
