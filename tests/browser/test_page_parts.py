"""What the pages are made of, without a browser."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest

from bot.web.pages.anchors import Anchors, section_anchor
from bot.web.pages.deadlines import agenda
from bot.web.pages.feed import atom
from bot.web.pages.security import page_headers
from bot.web.pages.text import blocks
from data.models import Story
from data.plans.schema import Deadline
from data.plans.when import Before, Ongoing, Recurring, When

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


def deadline(name: str, when: When) -> Deadline:
    return Deadline(
        id=name, title=name, section="V.1", kind="task", what="x", when=when, when_text="x", who="x"
    )


def story(slug: str, example: bool) -> Story:
    return Story(
        slug=slug,
        title="Nồi cháo & <b>đầu thôn</b>",
        summary="Tóm tắt",
        body="Một.\n\n- hai\n- <script>",
        example=example,
        published_at=NOW,
    )


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("V.1", "muc-V.1"),
        ("IV.1.2.a, gạch 1", "muc-IV.1.2.a-gach-1"),
        ("Tiêu đề; Mở đầu", "muc-Tieu-de-Mo-dau"),
    ],
)
def test_a_section_has_a_name_for_links(section: str, name: str) -> None:
    assert section_anchor(section) == name


def test_the_first_thing_citing_a_section_answers_for_it_and_for_what_holds_it() -> None:
    anchors = Anchors()
    assert anchors("V.4, gạch 4") == ["muc-V.4-gach-4", "muc-V.4", "muc-V"]
    assert anchors("V.4") == []
    assert anchors("V.1; I") == ["muc-V.1-I", "muc-V.1", "muc-I"]
    assert anchors(None) == []


def test_deadlines_stand_by_today_and_the_nearest_day_is_next() -> None:
    seen = agenda(
        [
            deadline("xa", Before(kind="before", date=dt.date(2026, 12, 31))),
            deadline("qua", Before(kind="before", date=dt.date(2023, 5, 31))),
            deadline("gan", Before(kind="before", date=dt.date(2026, 11, 30))),
            deadline("quy", Recurring(kind="recurring", every="quarter", first=2026, last=2026)),
            deadline("luon", Ongoing(kind="ongoing")),
        ],
        dt.date(2026, 11, 21),
    )
    assert [item.deadline.id for item in seen.ahead] == ["gan", "xa", "quy"]
    assert [item.deadline.id for item in seen.ahead if item.is_next] == ["gan"]
    assert seen.ahead[0].away == "còn 9 ngày"
    assert seen.ahead[2].away == "đang trong thời gian thực hiện"
    assert [item.away for item in seen.past] == ["đã qua 1.270 ngày"]
    assert [item.deadline.id for item in seen.undated] == ["luon"]


def test_text_becomes_paragraphs_and_lists() -> None:
    found = blocks("Một\nhai\n\n- ba\n- bốn\nnăm")
    assert [(block.is_list, block.lines) for block in found] == [
        (False, ("Một", "hai")),
        (True, ("ba", "bốn")),
        (False, ("năm",)),
    ]


def test_the_feed_is_atom_with_absolute_addresses_and_marks_examples() -> None:
    root = ElementTree.fromstring(atom([story("a", True), story("b", False)], "https://x.vn", NOW))
    assert root.tag == ATOM + "feed"
    for name in ("id", "title", "updated", "author"):
        assert root.find(ATOM + name) is not None
    entries = root.findall(ATOM + "entry")
    assert [entry.findtext(ATOM + "id") for entry in entries] == [
        "https://x.vn/cau-chuyen/a",
        "https://x.vn/cau-chuyen/b",
    ]
    assert (entries[0].findtext(ATOM + "title") or "").endswith("(ví dụ)")
    assert "<script>" not in (entries[0].findtext(ATOM + "content") or "")
    assert all(
        link.get("href", "").startswith("https://x.vn/") for link in root.iter(ATOM + "link")
    )


def test_an_empty_feed_is_dated_too() -> None:
    root = ElementTree.fromstring(atom([], "https://x.vn", NOW))
    assert (root.findtext(ATOM + "updated") or "").startswith("2026-11-21")


def test_pages_allow_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = page_headers()["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "frame-ancestors *" in page_headers("anywhere")["Content-Security-Policy"]
