"""Two questions in one message."""

import pytest
from components.normalise import fold
from components.questions import PLAIN, Ranking, two_questions
from components.words import cut

# What a side is about, by a word in it; the first that stands there counts.
MEANT = {
    "han": "deadline",
    "bao gio": "deadline",
    "tieu chi": "criteria_specific",
    "can dat": "criteria_specific",
    "tieu chuan": "criteria_general",
    "may nguoi": "quota",
    "chi tieu": "quota",
    "khen": "honour_reward",
    "ton vinh": "honour_forms",
    "chao": "greet",
    "gioi thieu ba": "nominate",
    "ky": "plan_signer",
}


def asked(text: str, whole: Ranking | None = None, sure: float = 0.9) -> list[tuple[str, str]]:
    """What each side says and is asked as; nothing when the message asks one thing."""
    words = cut(text)

    def rank(start: int, end: int) -> Ranking:
        said = fold(" ".join(word.lemma for word in words[start:end]))
        found = [intent for key, intent in MEANT.items() if f" {key} " in f" {said} "]
        if len(found) == 1:
            return [(found[0], sure), ("help", 1 - sure)]
        return [(found[0] if found else "help", 0.45), ("greet", 0.3)]  # both at once, or nothing

    parts = two_questions(text, words, whole or rank(0, len(words)), rank)
    return [
        (text[words[part.start].start : words[part.end - 1].end], part.ranking[0][0])
        for part in parts or ()
    ]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "nông nghiệp cần đạt gì, với một quý mấy người",
            [("nông nghiệp cần đạt gì", "criteria_specific"), ("một quý mấy người", "quota")],
        ),
        (
            "tiêu chí y tế là gì? hạn nộp khi nào",
            [("tiêu chí y tế là gì", "criteria_specific"), ("hạn nộp khi nào", "deadline")],
        ),
        (
            "bao gio nop va ai ky vay",
            [("bao gio nop", "deadline"), ("ai ky vay", "plan_signer")],
        ),
        (
            "hạn nộp khi nào đồng thời mấy người một xã",
            [("hạn nộp khi nào", "deadline"), ("mấy người một xã", "quota")],
        ),
        (
            "ai ký ạ\nhạn nộp là ngày nào",
            [("ai ký ạ", "plan_signer"), ("hạn nộp là ngày nào", "deadline")],
        ),
        (
            "hạn nộp khi nào với lại mấy người vậy",  # two joining words are both left out
            [("hạn nộp khi nào", "deadline"), ("mấy người vậy", "quota")],
        ),
    ],
)
def test_both_questions_are_found(text: str, sides: list[tuple[str, str]]) -> None:
    assert asked(text) == sides


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hạn nộp khi nào",
        "hạn nộp báo cáo mấy người",  # nowhere to cut
        "hạn, chỉ tiêu",  # a word is no question
        "hạn nộp, bao giờ nộp",  # the same asked twice
        "tiêu chí y tế, tiêu chuẩn chung",  # one family is one answer
        "khen thế nào, tôn vinh thế nào",
        "xin chào bạn, hạn nộp khi nào",  # a greeting is no question
        "giới thiệu bà Hoa, hạn nộp khi nào",  # nor is what is told
        "ở xã tôi, hạn nộp khi nào",  # one side says nothing
    ],
)
def test_one_question_is_not_cut(text: str) -> None:
    assert asked(text) == []


def test_what_is_plainly_told_is_not_cut() -> None:
    text = "tiêu chí y tế bà đạt, hạn nộp thì kịp"
    assert asked(text)
    assert asked(text, whole=[("nominate", PLAIN), ("deadline", 0.1)]) == []
    assert asked(text, whole=[("nominate", PLAIN - 0.01), ("deadline", 0.1)])


def test_unsure_sides_are_not_questions() -> None:
    text = "tiêu chí y tế là gì, hạn nộp khi nào"
    assert asked(text, sure=PLAIN)
    assert asked(text, sure=PLAIN - 0.01) == []


def test_of_several_cuts_the_plainest_counts() -> None:
    text = "tiêu chí là gì, ở xã, hạn nộp khi nào"
    words = cut(text)

    def rank(start: int, end: int) -> Ranking:
        """The first side is plain whatever hangs on it, the second without "ở xã"."""
        if end < len(words):
            return [("criteria_list", 0.9)]
        return [("deadline", 0.95 if words[start].lemma == "hạn" else 0.7)]

    parts = two_questions(text, words, [("criteria_list", 0.5)], rank)
    assert parts
    assert (parts[0].end, words[parts[1].start].lemma) == (parts[1].start, "hạn")


def test_a_long_message_costs_few_looks() -> None:
    text = ", ".join(["việc này việc kia"] * 200)
    words = cut(text)
    looks: list[tuple[int, int]] = []

    def rank(start: int, end: int) -> Ranking:
        looks.append((start, end))
        return [("deadline", 0.9)]

    assert two_questions(text, words, [("deadline", 0.9)], rank) is None
    assert len(looks) <= 16
