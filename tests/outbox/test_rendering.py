"""One reply on every channel."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reply import Choice, Media, Reply, Source
from bot.channels.capabilities import MESSENGER, TELEGRAM, WEB, ZALO, ZALO_BOT, plain
from bot.channels.contract import Button, Capabilities, Part
from bot.outbox.offering import ASK, HOW, key
from bot.outbox.rendering import Rendered, render
from bot.outbox.splitting import measure
from tests.outbox.words import anything, bare

SITE = "https://guongsang.example"
CHANNELS = {
    "web": WEB,
    "zalo": ZALO,
    "messenger": MESSENGER,
    "telegram": TELEGRAM,
    "zalo_bot": ZALO_BOT,
}
# A vendor that does not exist: every limit tight, and none like another.
NARROW = replace(
    MESSENGER,
    text=90,
    unit="bytes",
    text_with_buttons=70,
    buttons=2,
    button_title=24,
    button_payload=22,
    quick=4,
    quick_title=12,
    caption=50,
    bubbles=3,
)
every = st.sampled_from([*CHANNELS.values(), NARROW, *map(plain, CHANNELS.values())])

letters = "abcdefghiklmnopqrstuvxyăâđêôơưáàảãạếềểễệ " + "👍🏽\u0301\u200d🇻🇳\n"
titles = st.one_of(
    st.sampled_from(["Xem thêm", "Tiêu chí", "Nhận câu chuyện hằng tuần", "Xã Bình Lương"]),
    st.text(alphabet=letters, min_size=1, max_size=120),
    st.integers(1, 40).map(lambda number: f"Hội nghị điển hình tiên tiến của đơn vị thứ {number}"),
)
payloads = st.one_of(
    st.sampled_from(["more", "ask:intent=deadline&plan=binh-luong", "k:00"]),
    st.text(max_size=300).filter(lambda text: len(text.encode()) <= 300),
)
choices = st.lists(
    st.builds(Choice, title=titles, payload=payloads),
    max_size=40,
)
media = st.lists(
    st.builds(
        Media,
        kind=st.sampled_from(["image", "link"]),
        url=st.integers(1, 9).map(lambda n: f"/tep/{n}"),
        alt=titles,
    ),
    max_size=4,
    unique_by=lambda each: each.url,
)
sources = st.lists(
    st.builds(
        Source,
        plan=st.just("binh-luong"),
        section=st.sampled_from(["V.1", "II", "mở đầu"]),
        title=titles,
    ),
    max_size=4,
)
replies = st.builds(
    Reply, text=anything, topic=st.just("help"), choices=choices, media=media, sources=sources
)


def said(rendered: Rendered) -> str:
    return bare("".join(part.text for part in rendered.parts))


def offered(part: Part) -> tuple[Button, ...]:
    return (*part.buttons, *part.quick)


def reached(rendered: Rendered) -> list[str]:
    """Payloads a person can send back, in the order they see them."""
    tapped = [
        rendered.keys.get(button.payload, button.payload)
        for part in rendered.parts
        for button in offered(part)
        if button.url is None
    ]
    return [*tapped, *(choice.payload for choice in rendered.numbered)]


def wanted(reply: Reply) -> list[str]:
    """Each choice once, also when it is offered twice."""
    seen = dict.fromkeys((" ".join(nfc(c.title).split()) or "…", c.payload) for c in reply.choices)
    return [payload for _, payload in seen]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(replies, every)
def test_every_choice_can_be_reached_once(reply: Reply, limits: Capabilities) -> None:
    rendered = render(reply, limits, site=SITE)
    assert reached(rendered) == wanted(reply)
    if rendered.numbered:
        assert bare(HOW) in said(rendered)
    after = said(rendered).partition(bare(HOW))[2]
    for number, choice in enumerate(rendered.numbered, start=1):
        line = bare(f"{number}. {choice.title}")
        _, found, after = after.partition(line)
        assert found, line


@given(replies, every)
def test_every_part_is_within_every_limit(reply: Reply, limits: Capabilities) -> None:
    for part in render(reply, limits, site=SITE).parts:
        assert part.text.strip() or part.image
        assert measure(part.text, limits.unit) <= limits.text
        assert len(part.buttons) <= limits.buttons
        assert len(part.quick) <= limits.quick
        assert not (part.buttons and part.quick)
        if part.buttons:
            assert measure(part.text, limits.unit) <= limits.text_with_buttons
        if offered(part):
            assert part.text
            assert not part.image
        if part.image:
            assert limits.images
            assert not part.text or measure(part.text, limits.unit) <= limits.caption
            assert measure(part.alt, limits.unit) <= limits.caption or not limits.caption
        for button in part.buttons:
            assert 0 < measure(button.title, limits.unit) <= limits.button_title
        for button in part.quick:
            assert 0 < measure(button.title, limits.unit) <= limits.quick_title
        for button in offered(part):
            if button.url:
                assert limits.links
            else:
                assert 0 < len(button.payload.encode()) <= limits.button_payload
        assert len({button.title for button in offered(part)}) == len(offered(part))


@given(replies, every)
def test_the_words_are_said_once_and_in_full(reply: Reply, limits: Capabilities) -> None:
    rendered = render(reply.model_copy(update={"choices": (), "sources": ()}), limits, site=SITE)
    links = [part.image for part in rendered.parts if part.image]
    links += [button.url for part in rendered.parts for button in offered(part) if button.url]
    text = said(rendered)
    assert text.startswith(bare(reply.text))
    for each in reply.media:
        written = text.removeprefix(bare(reply.text)).count(SITE + each.url)
        assert links.count(SITE + each.url) + written == 1


@given(replies, every)
def test_what_only_numbers_offer_needs_nothing_remembered(
    reply: Reply, limits: Capabilities
) -> None:
    rendered = render(reply, limits, site=SITE)
    sent = {button.payload for part in rendered.parts for button in offered(part)}
    assert set(rendered.keys) <= sent
    assert all(key(payload) == short for short, payload in rendered.keys.items())
    assert rendered == render(reply, limits, site=SITE)


@given(replies)
def test_zalo_gets_two_bubbles_unless_the_words_need_more(reply: Reply) -> None:
    rendered = render(reply, ZALO, site=SITE)
    texts = [part for part in rendered.parts if part.text]
    assert len(rendered.parts) <= max(2, len(texts))


def choice(title: str, payload: str = "") -> Choice:
    return Choice(title=title, payload=payload or f"p:{title}")


def reply(text: str = "Anh/chị muốn hỏi gì ạ?", *titles: str, **more: object) -> Reply:
    return Reply.model_validate(
        {"text": text, "topic": "help", "choices": [choice(title) for title in titles], **more}
    )


def titles_of(part: Part) -> list[str]:
    return [button.title for button in offered(part)]


@pytest.mark.parametrize(
    ("limits", "count", "way"),
    [
        (ZALO, 5, "buttons"),
        (ZALO, 6, "numbered"),
        (MESSENGER, 3, "buttons"),
        (MESSENGER, 4, "quick"),
        (MESSENGER, 13, "quick"),
        (MESSENGER, 14, "numbered"),
        (TELEGRAM, 20, "buttons"),
        (TELEGRAM, 21, "numbered"),
        (ZALO_BOT, 1, "numbered"),
        (WEB, 40, "buttons"),
    ],
)
def test_how_many_choices_are_offered_how(limits: Capabilities, count: int, way: str) -> None:
    rendered = render(reply("Chọn nơi:", *(f"Xã số {n}" for n in range(count))), limits)
    (part,) = rendered.parts
    ways = {"buttons": part.buttons, "quick": part.quick, "numbered": rendered.numbered}
    assert {name: len(each) for name, each in ways.items() if each} == {way: count}


def test_the_list_says_how_to_answer() -> None:
    (part,) = render(reply("Anh/chị hỏi gì ạ?", "Tiêu chí", "Thời hạn"), ZALO_BOT).parts
    assert part.text == ("Anh/chị hỏi gì ạ?\n\nAnh/chị nhắn số để chọn:\n1. Tiêu chí\n2. Thời hạn")


def test_fields_that_have_their_number_are_not_numbered_twice() -> None:
    (part,) = render(reply("Sửa mục nào ạ?", "1. Họ tên", "2. Nơi ở"), ZALO_BOT).parts
    assert part.text.endswith("chọn:\n1. Họ tên\n2. Nơi ở")
    (part,) = render(reply("Sửa mục nào ạ?", "2. Nơi ở", "1. Họ tên"), ZALO_BOT).parts
    assert part.text.endswith("chọn:\n1. 2. Nơi ở\n2. 1. Họ tên")


def test_a_long_title_is_cut_at_a_word_where_it_stays_plain() -> None:
    (part,) = render(reply("?", "Nhận câu chuyện hằng tuần", "Thôi"), MESSENGER).parts
    assert titles_of(part) == ["Nhận câu chuyện…", "Thôi"]


@pytest.mark.parametrize(
    "titles",
    [
        ("Tiêu chí lĩnh vực nông nghiệp", "Tiêu chí lĩnh vực giáo dục"),
        ("Tổ chức hội nghị biểu dương điển hình tiên tiến", "Thôi"),
        ("Thôi", "thôi"),
    ],
    ids=["alike when cut", "hardly anything left", "alike"],
)
def test_titles_that_do_not_tell_are_listed_in_full(titles: tuple[str, ...]) -> None:
    rendered = render(reply("?", *titles), MESSENGER)
    assert [each.title for each in rendered.numbered] == list(titles)
    assert all(title in rendered.parts[0].text for title in titles)


def test_a_choice_without_a_title_can_still_be_taken() -> None:
    blank = reply(choices=[choice(" \n", "a"), choice("Xem", "b")])
    assert titles_of(render(blank, TELEGRAM).parts[0]) == ["…", "Xem"]
    assert render(blank, ZALO_BOT).parts[0].text.endswith("\n1. …\n2. Xem")


def test_choices_told_apart_only_by_payload_are_both_kept() -> None:
    twice = reply(choices=[choice("Xem", "a"), choice("Xem", "b"), choice("Xem", "a")])
    assert reached(render(twice, TELEGRAM)) == ["a", "b"]


def test_a_payload_too_long_for_telegram_goes_by_a_short_key() -> None:
    long = f"show:plan=binh-luong&id={'x' * 60}"
    rendered = render(reply(choices=[choice("Xem", long), choice("Thêm", "more")]), TELEGRAM)
    short, other = rendered.parts[0].buttons
    assert rendered.keys == {short.payload: long}
    assert len(short.payload.encode()) <= 64
    assert other.payload == "more"
    assert render(reply(choices=[choice("Xem", long)]), MESSENGER).keys == {}


def test_a_long_answer_has_quick_replies_rather_than_a_bubble_for_its_buttons() -> None:
    (part,) = render(reply("Câu dài. " * 90, "Tiêu chí", "Thời hạn"), MESSENGER).parts
    assert titles_of(part) == ["Tiêu chí", "Thời hạn"]
    assert part.quick


def test_buttons_stand_under_the_last_bubble() -> None:
    first, last = render(reply("Câu dài. " * 300, "Tiêu chí"), ZALO).parts
    assert not offered(first)
    assert titles_of(last) == ["Tiêu chí"]


def test_choices_without_words_get_some() -> None:
    (part,) = render(reply("", "Tiêu chí"), TELEGRAM).parts
    assert part == Part(text=ASK, buttons=(Button(title="Tiêu chí", payload="p:Tiêu chí"),))
    assert render(reply(""), TELEGRAM) == Rendered(())


def link(url: str, alt: str = "Trang câu chuyện này") -> Media:
    return Media(kind="link", url=url, alt=alt)


def picture(url: str, alt: str = "Bà Năm") -> Media:
    return Media(kind="image", url=url, alt=alt)


def test_a_link_is_a_button_where_there_are_any_and_else_its_address() -> None:
    story = reply("Chuyện bà Năm.", media=[link("/cau-chuyen/ba-nam")])
    (part,) = render(story, ZALO, site=SITE + "/").parts
    assert part.buttons == (Button(title="Trang câu chuyện này", url=f"{SITE}/cau-chuyen/ba-nam"),)
    (part,) = render(story, ZALO_BOT, site=SITE).parts
    assert part.text == f"Chuyện bà Năm.\n\nTrang câu chuyện này: {SITE}/cau-chuyen/ba-nam"
    (part,) = render(story, ZALO).parts
    assert part == Part(text="Chuyện bà Năm.")


def test_an_address_in_the_text_is_not_repeated() -> None:
    url = f"{SITE}/rieng-tu"
    for text in (f"Xem {url}.", f"Xem ({url})", f"Xem {url}\nạ"):
        (part,) = render(reply(text, media=[link(url)]), TELEGRAM).parts
        assert part == Part(text=text)
    (part,) = render(reply(f"Xem {url}.html", media=[link(url)]), TELEGRAM).parts
    assert part.buttons


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/a", "http://localhost/a", "https://[::1]/a", "https://may-chu/a"]
)
def test_an_address_only_we_know_is_no_button_and_no_picture(url: str) -> None:
    (part,) = render(reply("Đây ạ.", media=[link(url), picture(url + "b")]), TELEGRAM).parts
    assert part.text == f"Đây ạ.\n\nTrang câu chuyện này: {url}\nBà Năm: {url}b"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:,x", "http://[", "https:///x", ""])
def test_what_is_no_address_is_left_out(url: str) -> None:
    assert render(reply("Đây ạ.", media=[link(url)]), WEB).parts == (Part(text="Đây ạ."),)


def test_a_picture_carries_the_words_where_they_fit() -> None:
    story = reply("Chuyện bà Năm.", media=[picture("/a.jpg")])
    shown = Part(text="Chuyện bà Năm.", image=f"{SITE}/a.jpg", alt="Bà Năm")
    assert render(story, ZALO, site=SITE).parts == (shown,)
    alone = replace(shown, text="")
    assert render(story, MESSENGER, site=SITE).parts == (alone, Part(text="Chuyện bà Năm."))
    long = reply("Chuyện dài. " * 100, media=[picture("/a.jpg")])
    assert render(long, TELEGRAM, site=SITE).parts[0] == alone
    assert len(render(long, TELEGRAM, site=SITE).parts) == 2


def test_what_a_picture_shows_is_told_within_its_caption() -> None:
    seen = reply("Dạ.", "Xem thêm", media=[picture("/a.jpg", "Bà Năm bên giếng. " * 100)])
    alt = render(seen, TELEGRAM, site=SITE).parts[0].alt
    assert alt.startswith("Bà Năm bên giếng. Bà Năm")
    assert alt.endswith(".…")
    assert 1000 < len(alt) <= 1024
    assert len(render(seen, NARROW, site=SITE).parts[0].alt.encode()) <= 50


def test_pictures_one_too_many_for_zalo_become_addresses() -> None:
    story = reply("Ba tấm ảnh.", "Xem thêm", media=[picture(f"/{n}.jpg") for n in range(3)])
    alone, text = render(story, ZALO, site=SITE).parts
    assert alone.image == f"{SITE}/0.jpg"
    assert text.text == f"Ba tấm ảnh.\n\nBà Năm: {SITE}/1.jpg\nBà Năm: {SITE}/2.jpg"
    assert titles_of(text) == ["Xem thêm"]


PLACE = Source(plan="binh-luong", section="V.1", title="Tiêu chí chung")


@pytest.mark.parametrize(
    "text",
    [
        "Có ba tiêu chí.\n\n(Kế hoạch xã Bình Lương, giai đoạn 2021–2025, mục V.1.)",
        "Theo mục V.1, có ba tiêu chí.",
    ],
)
def test_a_place_named_in_the_answer_is_not_named_again(text: str) -> None:
    (part,) = render(reply(text, sources=[PLACE]), ZALO).parts
    assert part.text == text


@pytest.mark.parametrize("text", ["Có ba tiêu chí.", "Xem mục V.11.", "Xem mục V.1.2."])
def test_a_place_the_answer_does_not_name_is_added(text: str) -> None:
    (part,) = render(reply(text, sources=[PLACE]), ZALO).parts
    assert part.text == f"{text}\n\nNguồn: Tiêu chí chung, mục V.1"


def test_sources_without_a_number_and_many_of_them() -> None:
    many = [
        PLACE.model_copy(update={"section": section})
        for section in ("mở đầu", "II", "V.1", "V.1", "V.2", "VI")
    ]
    (part,) = render(reply("Dạ.", sources=many), ZALO).parts
    assert part.text == (
        "Dạ.\n\nNguồn: Tiêu chí chung, phần “mở đầu”; Tiêu chí chung, mục II; "
        "Tiêu chí chung, mục V.1 và 2 mục nữa"
    )


@pytest.mark.parametrize("limits", CHANNELS.values(), ids=CHANNELS)
def test_marks_of_markup_stay_what_they_are(limits: Capabilities) -> None:
    text = "<b>a_b*c`[x](y)</b> & ~~z~~"
    (part,) = render(reply(text, "_a*"), limits).parts
    assert part.text.startswith(text)


def test_an_account_that_takes_only_text_still_has_every_choice() -> None:
    story = reply("Dạ.", "Tiêu chí", media=[link("/a"), picture("/b.jpg")])
    rendered = render(story, plain(ZALO), site=SITE)
    (part,) = rendered.parts
    assert part == Part(text=part.text)
    assert f"{SITE}/b.jpg" in part.text
    assert [each.title for each in rendered.numbered] == ["Tiêu chí"]
