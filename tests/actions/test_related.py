"""What else of a plan a message may be about, and finding it in other words than the plan's."""

from __future__ import annotations

import pytest

from actions.answers import Answer, Question, names
from actions.matching import Candidate, rank
from actions.related import candidates, with_related
from data.plans.catalogue import load_catalogue
from tests.actions.turns import turn

SLUGS = [plan.locality.slug for plan in load_catalogue()]


def question(text: str, slug: str) -> Question:
    asked = turn(text, slug)
    assert asked.plan
    return Question(asked.plan, asked, asked.understanding)


def titles(text: str, slug: str, least: float = 0.4) -> list[str]:
    """Titles of the entries that a message is about, best first."""
    asked = question(text, slug)
    ranked = rank(text, candidates(asked), skip=names(asked.plan))
    return [match.item[2] for match in ranked if match.score >= least]


@pytest.mark.parametrize(
    ("slug", "text", "title"),
    [
        ("go-vap", "mở lớp khi nào", "Tập huấn nghiệp vụ"),
        ("go-vap", "mo lop khi nao", "Tập huấn nghiệp vụ"),
        ("go-vap", "đi học lớp nghiệp vụ", "Tập huấn nghiệp vụ"),
        ("go-vap", "workshop", "Tập huấn nghiệp vụ"),
        ("go-vap", "tâp huấn", "Tập huấn nghiệp vụ"),  # one wrong mark
        ("go-vap", "in sổ tay gương", "Ấn phẩm giới thiệu gương tốt"),
        ("go-vap", "giải thưởng cuộc thi bao nhiêu", "Tên, thể lệ, giải thưởng cuộc thi"),
        ("cam-ngoc", "loa phát thanh nói gì", "Việc của đài truyền thanh, loa xã"),
        ("cam-ngoc", "họp dân bình xét", "Thang điểm, cách xét chọn"),
    ],
)
def test_everyday_words_find_what_the_plan_calls_otherwise(
    slug: str, text: str, title: str
) -> None:
    assert titles(text, slug)[0] == title


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("text", ["rồng rắn lên mây", "hôm nay mưa to", "ăn cơm chưa", "", "?!"])
def test_what_has_nothing_to_do_with_a_plan_finds_nothing(slug: str, text: str) -> None:
    assert titles(text, slug) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_name_of_the_locality_finds_nothing(slug: str) -> None:
    plan = load_catalogue().get(slug)
    assert plan
    assert titles(f"{plan.locality.name} thì sao", slug) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_entry_with_a_name_is_found_by_it(slug: str) -> None:
    asked = question("", slug)
    plan = asked.plan
    known = {title for _, _, title in (each.item for each in candidates(asked))}
    lost = [
        entry.title
        for _, entry in plan.entries()
        if entry.title in known and entry.title not in titles(entry.title, slug)[:5]
    ]
    assert lost == []


ENTRIES = [
    Candidate("tập huấn", ("Tập huấn nghiệp vụ",), "cho cán bộ"),
    Candidate("cuộc thi", ("Cuộc thi tìm hiểu luật",), "mở cuộc thi cho mọi người"),
    Candidate("kể trong bài", ("Việc khác",), "có bồi dưỡng nghiệp vụ"),
    Candidate("khen", ("Khen thưởng",), "giấy khen"),
]


def scores(message: str) -> dict[str, float]:
    return {match.item: match.score for match in rank(message, ENTRIES)}


def test_a_concept_in_the_name_counts_more_than_in_the_text() -> None:
    found = scores("mở lớp ở đâu")
    assert found["tập huấn"] > found["kể trong bài"] > found.get("khen", 0)


def test_words_of_a_concept_count_once() -> None:
    """ "mở" of "mở lớp" does not also point to where something else is opened."""
    assert scores("mở lớp")["tập huấn"] > 2 * scores("mở lớp").get("cuộc thi", 0)


def test_other_marks_are_another_concept() -> None:
    assert "tập huấn" not in scores("mơ lợp")


def test_scores_are_comparable_whatever_the_length() -> None:
    for message in ("mở lớp", "mở lớp " * 20, "tập huấn nghiệp vụ cho cán bộ khen thưởng luật"):
        assert all(0 < score <= 1.5 for score in scores(message).values())


# After the answer.

BARE = Answer(("Không rõ.",), cites=(("I", "Mở đầu"),))


def test_what_is_meant_is_told_and_cited_after_the_answer() -> None:
    answer = with_related(BARE, question("mở lớp nghiệp vụ khi nào", "go-vap"))
    assert answer.blocks == BARE.blocks
    assert answer.related[0].startswith("Liên quan – Tập huấn nghiệp vụ: ")
    assert answer.cites[0] == ("I", "Mở đầu")
    assert ("III.6", "Tập huấn nghiệp vụ") in answer.cites


def test_what_may_be_meant_is_told_after_the_answer() -> None:
    text = "lớp bồi dưỡng cho cán bộ thi đua khen thưởng"
    answer = with_related(BARE, question(text, "go-vap"))
    assert answer.blocks == BARE.blocks
    assert answer.related
    assert answer.related[0].startswith("Liên quan – Tập huấn nghiệp vụ: ")


def test_what_was_answered_is_not_told_again() -> None:
    asked = question("mở lớp nghiệp vụ khi nào", "go-vap")
    told = [each.item[0] for each in candidates(asked)]
    for answer in (
        Answer(tuple(told)),
        Answer(("x",), lead="\n".join(told)),
        Answer((), extra=tuple(told)),
    ):
        assert with_related(answer, asked) == answer


@pytest.mark.parametrize("text", ["", "khi nào", "rồng rắn lên mây", "gò vấp thì sao"])
def test_a_message_that_tells_little_adds_nothing(text: str) -> None:
    assert with_related(BARE, question(text, "go-vap")) == BARE


def test_a_question_back_is_left_alone() -> None:
    back = Answer(("Anh/chị hỏi lớp nào?",), asks_back=True)
    assert with_related(back, question("mở lớp nghiệp vụ khi nào", "go-vap")) == back


@pytest.mark.parametrize("slug", SLUGS)
def test_only_this_plan_is_told_of(slug: str) -> None:
    """Every candidate is an entry or a duty of the plan, with where it stands unless unstated."""
    plan = question("", slug).plan
    own = {entry.title for _, entry in plan.entries()} | {unit.name for unit in plan.units}
    unstated = {entry.title for entry in plan.unsaid}
    for text, section, title in (each.item for each in candidates(question("", slug))):
        assert text
        assert title in own
        assert section or title in unstated
