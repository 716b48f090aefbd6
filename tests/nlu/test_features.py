from components.features import features


def test_which_number_it_is_does_not_matter_but_a_phone_number_is_told() -> None:
    assert features(["thôn", "3"]).words == features(["thôn", "7"]).words
    assert "__phone__" in features(["0912.345.678"]).words


def test_words_are_seen_with_and_without_marks_alone_and_in_pairs() -> None:
    terms = features(["hạn", "nộp"]).terms()
    assert terms["words"] == ["hạn", "nộp", "hạn nộp"]
    assert terms["folded"] == ["han", "nop", "han nop"]
    assert " han " in terms["letters"]


def test_words_are_paired_with_those_near_them_whatever_stands_between() -> None:
    pairs = features("hạn cuối cùng để nộp danh sách".split()).terms()["near"]
    assert "han nop" in pairs
    assert "han danh" not in pairs  # too far
    assert "nop han" not in pairs
