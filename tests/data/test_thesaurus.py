"""Which concepts a text speaks of, and what the file of concepts must be."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.plans.thesaurus import Said, Thesaurus, load_concepts, load_thesaurus, plain, split

THESAURUS = Thesaurus(
    {
        "tap-huan": ["tập huấn", "mở lớp", "training"],
        "thi-dua": ["thi đua"],
        "thi-dua-yeu-nuoc": ["thi đua yêu nước"],
        "khen": ["khen"],
        "ca": ["cả làng", "cá"],
        "giam": ["giám"],
        "nghien": ["nghiên"],
        "thuong": ["thương"],
        "thuong-tien": ["thưởng"],
    }
)


def concepts(text: str) -> list[str]:
    return [said.concept for said in THESAURUS.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bao giờ mở lớp", ["tap-huan"]),
        ("BAO GIỜ MỞ LỚP?", ["tap-huan"]),
        ("mở  lớp", ["tap-huan"]),
        (unicodedata.normalize("NFD", "mở lớp"), ["tap-huan"]),
        ("bao gio mo lop", ["tap-huan"]),  # marks left out
        ("mo lớp", ["tap-huan"]),  # half of them
        ("mớ lớp", []),  # other marks are other words
        ("mở lop, tap huấn", ["tap-huan", "tap-huan"]),
        ("mở một lớp", []),  # words between
        ("mởlớp", []),
        ("", []),
        ("?!", []),
    ],
)
def test_marks_that_are_written_must_be_right(text: str, found: list[str]) -> None:
    assert concepts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cá", ["ca"]),
        ("ca", []),  # "cả", "cá", "ca"
        ("giam", []),
        ("giám", ["giam"]),
        ("khen", ["khen"]),  # has no marks to leave out
        ("nghien", ["nghien"]),  # long enough to be sure
        ("ca lang", ["ca"]),  # several words are sure
    ],
)
def test_one_short_word_without_its_marks_is_not_trusted(text: str, found: list[str]) -> None:
    assert concepts(text) == found


def test_marks_choose_between_words_that_fold_alike() -> None:
    assert concepts("thương") == ["thuong"]
    assert concepts("thưởng") == ["thuong-tien"]
    assert concepts("thướng") == []


def test_the_longest_expression_counts_and_its_words_are_used_up() -> None:
    assert THESAURUS.find("phong trào thi đua yêu nước, thi đua") == [
        Said("thi-dua-yeu-nuoc", 2, 4),
        Said("thi-dua", 6, 2),
    ]


def test_without_concepts_nothing_is_found() -> None:
    assert Thesaurus({}).find("thi đua") == []


@given(st.text(alphabet="thi đuayêunước khenmởlớp.,", max_size=60))
def test_what_is_found_lies_in_the_text_without_overlap(text: str) -> None:
    end = 0
    for said in THESAURUS.find(text):
        assert said.start >= end
        end = said.start + said.words
    assert end <= len(split(text))


# The file itself.


def test_no_expression_stands_in_two_concepts() -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for concept, expressions in load_concepts().items():
        for expression in expressions:
            owners[tuple(split(expression))].add(concept)
    assert {words: found for words, found in owners.items() if len(found) > 1} == {}


def test_every_expression_is_lower_case_nfc_and_has_words() -> None:
    wrong = [
        expression
        for expressions in load_concepts().values()
        for expression in expressions
        if expression != unicodedata.normalize("NFC", expression.lower()).strip()
        or not split(expression)
    ]
    assert wrong == []


def test_concepts_are_named_by_slugs() -> None:
    assert not [
        name for name in load_concepts() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    ]


def test_every_expression_is_found_as_its_concept_and_nothing_else() -> None:
    thesaurus = load_thesaurus()
    lost = {
        expression: found
        for concept, expressions in load_concepts().items()
        for expression in expressions
        if (found := [said.concept for said in thesaurus.find(expression)]) != [concept]
    }
    assert lost == {}


def test_long_expressions_are_found_without_their_marks() -> None:
    """Except the few that fold into one another."""
    thesaurus = load_thesaurus()
    every = [
        (concept, expression)
        for concept, expressions in load_concepts().items()
        for expression in expressions
        if len(split(expression)) > 1
    ]
    lost = [
        expression
        for concept, expression in every
        if [said.concept for said in thesaurus.find(plain(expression))] != [concept]
    ]
    assert len(lost) <= len(every) // 200
