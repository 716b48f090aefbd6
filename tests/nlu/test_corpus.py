"""Reading the training examples, and what is found wrong with them."""

from pathlib import Path

import pytest
from check import find_faults, find_leaks
from components.normalise import ZERO_WIDTH
from corpus import Example, Named, load_examples, load_intents, unmarked
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("line", "text", "named"),
    [
        ("hạn nộp khi nào", "hạn nộp khi nào", []),
        ("tiêu chí [y tế](field) là gì", "tiêu chí y tế là gì", [("field", "y tế")]),
        (
            "[Hội Nông dân](unit) ở [xã Bình Lương](locality)",
            "Hội Nông dân ở xã Bình Lương",
            [("unit", "Hội Nông dân"), ("locality", "xã Bình Lương")],
        ),
        (
            "[31/5](date)[45/KH-UBND](document_number)",
            "31/545/KH-UBND",
            [("date", "31/5"), ("document_number", "45/KH-UBND")],
        ),
        ("gửi ai (xã) [hay huyện]", "gửi ai (xã) [hay huyện]", []),  # brackets that people type
        ("[](field) và [y tế](Lĩnh vực)", "[](field) và [y tế](Lĩnh vực)", []),
        ("", "", []),
    ],
)
def test_markup_becomes_text_and_spans(line: str, text: str, named: list[tuple[str, str]]) -> None:
    read, spans = unmarked(line)
    assert read == text
    assert [(span.kind, read[span.start : span.end]) for span in spans] == named


PIECES = st.text(st.characters(exclude_characters="[]()\n", exclude_categories=["Cs"]), min_size=1)
KINDS = st.sampled_from(["field", "unit", "document_number"])


@given(st.lists(st.tuples(PIECES, st.none() | KINDS)))
def test_every_span_holds_what_was_marked(pieces: list[tuple[str, str | None]]) -> None:
    line = "".join(f"[{piece}]({kind})" if kind else piece for piece, kind in pieces)
    text, named = unmarked(line)
    assert text == "".join(piece for piece, _ in pieces)
    assert [(text[each.start : each.end], each.kind) for each in named] == [
        (piece, kind) for piece, kind in pieces if kind
    ]


def test_examples_are_read_from_every_file(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: deadline\n  examples: |\n'
        "    - hạn nộp\n\n    - nộp [31/5](date) - hay sau\n",
        encoding="utf-8",
    )
    (tmp_path / "a.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - chào\n- synonym: x\n',
        encoding="utf-8",
    )
    assert load_examples(tmp_path) == [
        Example("chào", "greet", "a.yml"),
        Example("hạn nộp", "deadline", "b.yml"),
        Example("nộp 31/5 - hay sau", "deadline", "b.yml", (Named("date", 4, 8),)),
    ]


def test_the_examples_of_the_product_are_plain_text() -> None:
    examples = load_examples()
    assert len(examples) > 10_000
    assert not [each for each in examples if "](" in each.text]
    for each in examples:
        assert all(each.text[span.start : span.end].strip() for span in each.named)


def test_every_intent_has_one_topic() -> None:
    intents = [intent for topic in load_intents().values() for intent in topic]
    assert len(intents) == len(set(intents))


TOPICS = {"deadline": {"deadline"}}


@pytest.mark.parametrize("invisible", list(ZERO_WIDTH))
def test_what_cannot_be_seen_is_a_fault(invisible: str) -> None:
    (fault,) = find_faults([Example(f"hạn{invisible} nộp", "deadline", "a.yml")], TOPICS)
    assert "không nhìn thấy" in fault
    assert "a.yml" in fault


def test_the_same_example_is_a_fault_also_under_another_intent() -> None:
    twice = [
        Example("Hạn nộp?", "deadline", "a.yml"),
        Example("han  nop", "quota", "b.yml"),
    ]
    (fault,) = find_faults(twice, {"facts": {"deadline", "quota"}})
    assert all(part in fault for part in ("b.yml", "a.yml", "quota", "deadline"))


LEARNT = [
    Example("hạn nộp báo cáo sơ kết là khi nào", "deadline", "a.yml"),
    Example("xin chào", "greet", "a.yml"),
]


@pytest.mark.parametrize(
    "test",
    [
        "hạn nộp báo cáo sơ kết là khi nào",
        "Han nop bao cao so ket la khi nao??",  # the same for whoever compares
        "hạn nộp báo cáo sơ kết là khi nào ạ",
        "hạn nộp báo cáo sơ kêt là khi nòa",
    ],
)
def test_a_test_message_that_was_learnt_is_a_leak(test: str) -> None:
    (fault,) = find_leaks(LEARNT, [test])
    assert "hạn nộp báo cáo sơ kết là khi nào" in fault


@pytest.mark.parametrize(
    "test",
    [
        "xin chào",  # so short that people write the same by chance
        "báo cáo tổng kết giai đoạn gửi cho ai",
        "bao giờ thì phải gửi bản sơ kết",
        "",
    ],
)
def test_other_messages_are_no_leak(test: str) -> None:
    assert find_leaks(LEARNT, [test]) == []
