"""The form in conversation: every way to answer, change one's mind, leave and come back."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from PIL import Image
from sqlalchemy import select

from actions.nominations.filling import ask_again
from data import consents, nominations, photos
from data.models import Consent, NominationChange, Photo
from tests.nominations.conversation import Talk

ESSAY = "Ông giúp bà con trong thôn. " * 750


async def test_the_first_words_say_who_is_asking_and_what_happens(talk: Talk) -> None:
    said = await talk.say("tôi muốn đề cử", "nominate")
    assert "trợ lý tự động" in said
    assert "xác minh trước khi" in said
    assert "sai sự thật" in said
    assert talk.titles == ["Cá nhân", "Hộ gia đình", "Tập thể"]
    assert {reply.topic for reply in talk.replies} == {"nomination"}


async def test_a_whole_nomination_is_sent_with_its_consent(talk: Talk) -> None:
    await talk.complete()
    assert "•••••••678" in talk.text
    assert "0912" not in talk.text
    said = await talk.tap("Gửi")
    code = nominations.read_code(said)
    assert code
    sent = await nominations.find_by_code(talk.db, code)
    assert sent is not None
    assert (sent.name, sent.locality, sent.state) == ("Trần Văn Bình", "binh-luong", "submitted")
    assert (sent.nominator_phone, sent.field) == ("+84912345678", "an-sinh-xa-hoi")
    assert talk.state.draft is None
    change = (
        await talk.db.scalars(
            select(NominationChange).where(NominationChange.nomination_id == sent.id)
        )
    ).one()
    assert (change.from_state, change.to_state, change.actor) == ("draft", "submitted", "nominator")
    consent = await consents.current(talk.db, talk.person, "contact")
    assert consent is not None
    assert (consent.given, consent.how, consent.channel) == (True, "words", "web")


async def test_one_message_tells_several_things(talk: Talk) -> None:
    said = await talk.say(
        "Tôi xin giới thiệu anh Trần Văn Bình ở thôn 2 xã Bình Lương đã cứu 3 cháu bé đuối nước",
        "nominate",
    )
    assert talk.value("name") == "Trần Văn Bình"
    assert talk.value("place") == "thôn 2 xã Bình Lương"
    assert "Trần Văn Bình" in said
    assert "dưới 16" in said
    said = await talk.say("không")
    assert "khi nào" in said


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("sửa tên thành Nguyễn Văn An", "name", "Nguyễn Văn An"),
        ("sua ten thanh Nguyen Van An", "name", "Nguyen Van An"),
        ("tên đúng là Lê Thị Bích Ngọc", "name", "Lê Thị Bích Ngọc"),
        ("à nhầm, thôn 3 chứ không phải thôn 2", "place", "thôn 3 xã Bình Lương"),
        ("nhầm rồi, thôn 3 chứ không phải thôn 2", "place", "thôn 3 xã Bình Lương"),
        ("à nhầm, thôn 3", "place", "thôn 3 xã Bình Lương"),
        ("nham roi thon 7 moi dung", "place", "thon 7 xã Bình Lương"),
        ("đổi thôn 2 thành thôn 3", "place", "thôn 3 xã Bình Lương"),
        ("sửa 2 thành Nguyễn Văn An", "name", "Nguyễn Văn An"),
        ("sửa loại thành hộ gia đình", "kind", "household"),
        ("không phải cá nhân mà là tập thể", "kind", "collective"),
        ("là anh Hưng, không phải anh Bình", "name", "Trần Văn Hưng"),
        ("sửa thời gian thành từ năm 2020", "happened", "từ năm 2020"),
        ("đổi số điện thoại thành 0987654321", "nominator_phone", "+84987654321"),
        ("số điện thoại sai rồi, là 0987654321", "nominator_phone", "+84987654321"),
        ("thay số điện thoại bằng 0355 112 233", "nominator_phone", "+84355112233"),
        ("sửa người làm chứng thành bà Tám", "witness", "bà Tám"),
    ],
)
async def test_corrects_at_any_time(talk: Talk, text: str, slot: str, value: str) -> None:
    await talk.complete()
    await talk.say(text, "correct")
    assert talk.value(slot) == value
    assert "Đã ghi" in talk.text


async def test_corrects_an_earlier_answer_while_another_question_stands(talk: Talk) -> None:
    await talk.up_to("deed")
    said = await talk.say("à nhầm, thôn 3 chứ không phải thôn 2", "correct")
    assert talk.value("place") == "thôn 3 xã Bình Lương"
    assert "Việc tốt đó là gì" in said


async def test_a_numbered_field_is_asked_anew_and_may_be_kept(talk: Talk) -> None:
    await talk.complete()
    said = await talk.say("sửa 2")
    assert "Họ và tên" in said
    await talk.tap("Giữ nguyên")
    assert talk.value("name") == "Trần Văn Bình"
    assert "Anh/chị xem lại" in talk.text


async def test_a_field_is_amended_by_tapping(talk: Talk) -> None:
    await talk.complete()
    await talk.tap("Sửa")
    await talk.tap("4. Nơi ở")
    said = await talk.say("thôn 5 xã Bình Lương")
    assert talk.value("place") == "thôn 5 xã Bình Lương"
    assert "Anh/chị xem lại" in said


async def test_a_bad_correction_loses_nothing(talk: Talk) -> None:
    await talk.complete()
    said = await talk.say("đổi số điện thoại thành 12345", "correct")
    assert "5 chữ số" in said
    assert talk.value("nominator_phone") == "+84912345678"


async def test_back_goes_one_question_back(talk: Talk) -> None:
    await talk.up_to("place")
    assert "dưới 16" in await talk.say("quay lại", "back")
    assert "Họ và tên" in await talk.say("quay lại", "back")
    await talk.say("Nguyễn Văn An")
    assert talk.value("name") == "Nguyễn Văn An"
    assert talk.state.draft is not None
    assert talk.state.draft.asking == "place"


async def test_only_optional_questions_are_skipped(talk: Talk) -> None:
    await talk.up_to("name")
    said = await talk.say("bỏ qua", "skip")
    assert "cần có" in said
    await talk.up_to("witness")
    await talk.say("không có ai")
    assert talk.value("witness") is None
    assert talk.state.draft is not None
    assert talk.state.draft.asking == "field"


async def test_cancel_asks_first_and_says_nothing_was_sent(talk: Talk) -> None:
    await talk.up_to("deed")
    await talk.say("thôi không làm nữa", "cancel")
    assert talk.state.draft is not None
    await talk.tap("Viết tiếp")
    assert talk.state.draft is not None
    await talk.say("hủy", "cancel")
    said = await talk.tap("Bỏ, không gửi")
    assert "Không có gì được gửi" in said
    assert talk.state.draft is None


async def test_an_essay_is_refused_whole_and_nothing_is_lost(talk: Talk) -> None:
    await talk.up_to("deed")
    said = await talk.say(ESSAY)
    assert "4000" in said.replace(".", "")
    assert talk.value("deed") is None
    assert talk.value("name") == "Trần Văn Bình"


async def test_a_short_deed_is_asked_about_once_and_kept(talk: Talk) -> None:
    await talk.up_to("deed")
    assert "kể thêm" in await talk.say("cứu người")
    await talk.say("ở sông Chàng")
    assert talk.value("deed") == "cứu người. ở sông Chàng"
    assert talk.state.draft is not None
    assert talk.state.draft.asking == "happened"


async def test_a_future_day_gets_a_clear_word(talk: Talk) -> None:
    await talk.up_to("happened")
    talk.now = dt.datetime(2026, 9, 1, 9, tzinfo=talk.now.tzinfo)
    said = await talk.say("20/10/2026")
    assert "chưa tới" in said
    assert talk.value("happened") is None


@pytest.mark.parametrize("age", ["có", "không rõ", "ko bít", "dạ có", "cháu 12 tuổi"])
async def test_for_a_child_no_photo_and_no_school_is_asked(talk: Talk, age: str) -> None:
    await talk.up_to("under_16")
    said = await talk.say(age)
    assert "không nhận ảnh" in said
    assert "cha mẹ" in said
    await talk.up_to("contact")
    assert "có ảnh" not in talk.text


async def test_a_photo_sent_before_the_age_is_known_is_deleted_for_a_child(talk: Talk) -> None:
    await talk.up_to("under_16")
    photo = await photos.store(talk.db, talk.person, photos.read_photo(_picture()))
    await talk.press(f"photo:id={photo.id}")
    assert talk.value("photo") == str(photo.id)
    said = await talk.say("có")
    assert "được xóa" in said
    assert talk.value("photo") is None
    assert await photos.get_own(talk.db, talk.person, photo.id) is None


async def test_a_photo_is_sent_with_the_nomination(talk: Talk) -> None:
    await talk.up_to("photo")
    photo = await photos.store(talk.db, talk.person, photos.read_photo(_picture()))
    await talk.press(f"photo:id={photo.id}")
    await talk.say("không", "deny")
    code = nominations.read_code(await talk.tap("Gửi"))
    sent = await nominations.find_by_code(talk.db, code or "")
    assert sent is not None
    assert sent.photo_id == photo.id


async def test_somebody_elses_photo_is_not_taken(talk: Talk, neighbour: Talk) -> None:
    photo = await photos.store(talk.db, neighbour.person, photos.read_photo(_picture()))
    await talk.up_to("photo")
    said = await talk.press(f"photo:id={photo.id}")
    assert "không tìm thấy" in said
    assert talk.value("photo") is None


async def test_cancelling_deletes_the_photo(talk: Talk) -> None:
    await talk.up_to("photo")
    photo = await photos.store(talk.db, talk.person, photos.read_photo(_picture()))
    await talk.press(f"photo:id={photo.id}")
    await talk.say("hủy")
    await talk.tap("Bỏ, không gửi")
    assert list(await talk.db.scalars(select(Photo).where(Photo.person_id == talk.person))) == []


async def test_no_contact_is_respected(talk: Talk) -> None:
    await talk.up_to("contact")
    await talk.tap("Không")
    assert "Anh/chị xem lại" in talk.text
    said = await talk.say("số điện thoại của tôi là 0912345678")
    assert "không lưu" in said
    said = await talk.say("đổi số điện thoại thành 0912345678", "correct")
    assert "không lưu" in said
    code = nominations.read_code(await talk.say("gửi", "affirm"))
    sent = await nominations.find_by_code(talk.db, code or "")
    assert sent is not None
    assert (sent.nominator_name, sent.nominator_phone) == (None, None)
    rows = list(await talk.db.scalars(select(Consent).where(Consent.person_id == talk.person)))
    assert [(row.given, row.how) for row in rows] == [(False, "button")]


async def test_a_number_typed_into_the_deed_does_not_stay_without_consent(talk: Talk) -> None:
    await talk.up_to("deed")
    await talk.say("Cứu ba cháu bé khỏi đuối nước, hỏi tôi số 0912345678 nhé")
    await talk.up_to("contact")
    await talk.say("không")
    assert "0912345678" not in talk.text
    code = nominations.read_code(await talk.tap("Gửi"))
    sent = await nominations.find_by_code(talk.db, code or "")
    assert sent is not None
    assert "0912345678" not in sent.deed
    assert "Cứu ba cháu bé" in sent.deed


async def test_taking_the_consent_back_forgets_the_contact(talk: Talk) -> None:
    await talk.complete()
    await talk.say("sửa đồng ý liên hệ")
    await talk.say("không")
    assert talk.value("nominator_phone") is None
    assert talk.value("nominator_name") is None


async def test_the_suggested_field_is_confirmed_or_replaced(talk: Talk) -> None:
    await talk.up_to("deed")
    await talk.say("Bác sĩ khám chữa bệnh miễn phí cho người già ở trạm y tế")
    await talk.up_to("field")
    assert "“Y tế”. Đúng không" in talk.text
    await talk.tap("Chọn lĩnh vực khác")
    assert "Nông nghiệp" in talk.titles
    await talk.say("đúng rồi", "affirm")
    assert talk.value("field") == "y-te"


@pytest.mark.parametrize(
    ("slot", "text", "intent"),
    [
        ("name", "bao giờ phải nộp báo cáo sơ kết?", "deadline"),
        ("deed", "tiêu chuẩn ngành y tế là gì", "criteria_specific"),
        ("deed", "khi nao nop bao cao", "deadline"),
        ("place", "cho tôi hỏi chỉ tiêu mỗi năm bao nhiêu", "quota"),
        ("name", "xin chào", "greet"),
        ("witness", "ai ký kế hoạch này?", "plan_signer"),
        ("kind", "kể chuyện cho tôi nghe đi", "story_read"),
        ("happened", "GS-7K3F tới đâu rồi?", "nomination_status"),
        ("field", "xóa dữ liệu của tôi", "privacy_erase"),
        ("name", "tiêu chí nông thôn mới", "criteria_specific"),
    ],
)
async def test_something_else_is_left_to_the_router(
    talk: Talk, slot: str, text: str, intent: str
) -> None:
    await talk.up_to(slot)
    before = talk.state
    await talk.say(text, intent)
    assert talk.digressed
    assert before.draft == talk.state.draft
    assert ask_again(talk.state).text.startswith("Mình tiếp tục phần giới thiệu nhé: ")


@pytest.mark.parametrize(
    ("slot", "text", "intent"),
    [
        ("deed", "Dạy chữ miễn phí cho trẻ em nghèo suốt 10 năm", "criteria_specific"),
        ("place", "xã Bình Lương", "locality_set"),
        ("name", "Trần Văn Bình", "out_of_scope"),
        ("name", "nguyen thi lan", "plan_signer"),
        ("happened", "20/10/2025", "deadline"),
        ("witness", "trưởng thôn và Hội Phụ nữ", "responsibility"),
        ("deed", "bà nấu cơm cho người nghèo ăn, ai cũng quý", "out_of_scope"),
        ("field", "y tế", "criteria_specific"),
    ],
)
async def test_an_answer_is_taken_even_when_misunderstood(
    talk: Talk, slot: str, text: str, intent: str
) -> None:
    await talk.up_to(slot)
    await talk.say(text, intent)
    assert not talk.digressed
    assert talk.value(slot)


async def test_another_nomination_is_never_mixed_into_the_open_one(talk: Talk) -> None:
    await talk.up_to("deed")
    await talk.say("tôi muốn giới thiệu bà Nguyễn Thị Lan ở thôn 3", "nominate")
    assert talk.titles == ["Viết tiếp bản đang dở (Trần Văn Bình)", "Viết bản mới"]
    assert talk.value("name") == "Trần Văn Bình"
    await talk.tap("Viết bản mới")
    assert talk.value("name") == "Nguyễn Thị Lan"
    assert talk.value("deed") is None
    assert [draft.values["name"] for draft in talk.state.parked] == ["Trần Văn Bình"]
    await talk.say("tôi muốn giới thiệu người khác nữa", "nominate")
    await talk.tap("Viết tiếp bản đang dở (Trần Văn Bình)")
    assert talk.value("name") == "Trần Văn Bình"
    assert "Việc tốt đó là gì" in talk.text


async def test_open_drafts_are_limited(talk: Talk) -> None:
    for name in ("Trần Văn Bình", "Lê Văn Tám", "Nguyễn Thị Lan"):
        await talk.say(f"tôi muốn giới thiệu {name} ở thôn 2", "nominate")
        if "Viết bản mới" in talk.titles:
            await talk.tap("Viết bản mới")
    await talk.say("tôi muốn giới thiệu Hồ Thị Sáu ở thôn 2", "nominate")
    said = await talk.tap("Viết bản mới")
    assert "3 bản viết dở" in said
    await talk.tap("Bỏ bản Lê Văn Tám")
    await talk.tap("Bỏ, không gửi")
    assert len(talk.state.parked) + (talk.state.draft is not None) == 2


async def test_after_days_a_message_that_is_no_answer_gets_an_offer(talk: Talk) -> None:
    await talk.up_to("name")
    await talk.say("Trần Văn Bình")
    talk.now += dt.timedelta(days=3)
    said = await talk.say("chào em", "greet")
    assert "viết dở" in said
    assert "Trần Văn Bình" in said
    await talk.tap("Viết tiếp")
    assert "dưới 16" in talk.text


async def test_after_days_an_answer_is_an_answer(talk: Talk) -> None:
    await talk.up_to("name")
    talk.now += dt.timedelta(days=3)
    await talk.say("Trần Văn Bình")
    assert talk.value("name") == "Trần Văn Bình"


async def test_a_place_no_plan_covers_offers_the_known_ones(talk: Talk) -> None:
    talk.state = talk.state.model_copy(update={"locality": None})
    await talk.up_to("place")
    await talk.say("thôn 1 xã Nga Sơn")
    assert "Xã Bình Lương" in talk.titles
    said = await talk.tap("Nơi khác")
    assert "chỉ chuyển được" in said
    assert "Xã Bình Lương" in talk.titles
    await talk.tap("Xã Bình Lương")
    assert talk.value("locality") == "binh-luong"
    assert talk.state.draft is not None
    assert talk.state.draft.asking == "deed"


async def test_the_place_settles_the_locality(talk: Talk) -> None:
    talk.state = talk.state.model_copy(update={"locality": None})
    await talk.complete()
    await talk.tap("Gửi")
    assert talk.state.locality == "binh-luong"


async def test_an_old_send_button_sends_nothing_twice(talk: Talk) -> None:
    await talk.complete()
    send = next(choice for choice in talk.choices if choice.title == "Gửi")
    await talk.press(send.payload)
    said = await talk.press(send.payload)
    assert "không có bản giới thiệu nào" in said
    assert len(await nominations.list_by_person(talk.db, talk.person)) == 1


async def test_the_daily_limit_keeps_the_draft(talk: Talk) -> None:
    talk.limits = replace(talk.limits, nominations_per_day=1)
    await talk.complete()
    first = talk.state
    await talk.tap("Gửi")
    talk.state = first
    said = await talk.press("form:do=confirm")
    assert "đủ mức một ngày" in said
    assert talk.state.draft is not None


async def test_status_is_told_fully_only_to_who_sent_it(talk: Talk, neighbour: Talk) -> None:
    await talk.complete()
    code = nominations.read_code(await talk.tap("Gửi")) or ""
    spoken = code.lower().replace("-", "")
    assert "Trần Văn Bình" in await talk.say(spoken, "nomination_status")
    assert "chờ cán bộ xem" in await talk.say("đề cử của tôi tới đâu rồi", "nomination_status")
    said = await neighbour.say(f"mã {code} sao rồi", "nomination_status")
    assert "chờ cán bộ xem" in said
    assert "Bình" not in said
    assert neighbour.replies[0].topic == "nomination_status"


async def test_only_who_sent_it_takes_it_back_and_by_a_button(talk: Talk, neighbour: Talk) -> None:
    await talk.complete()
    code = nominations.read_code(await talk.tap("Gửi")) or ""
    await neighbour.say(f"rút {code}", "nomination_withdraw")
    assert neighbour.choices == ()
    await neighbour.press(f"nomination:do=withdraw-yes&code={code}")
    await talk.say("rút đề cử", "nomination_withdraw")
    found = await nominations.find_by_code(talk.db, code)
    assert found is not None
    assert found.state == "submitted"
    await talk.tap("Rút lại")
    assert found.state == "withdrawn"
    assert "từ trước" in await talk.press(f"nomination:do=withdraw-yes&code={code}")


async def test_labelled_lines_are_read(talk: Talk) -> None:
    await talk.up_to("kind")
    await talk.say("Đối tượng: cá nhân\nTên: Lê Văn Tám\nNơi ở: thôn 5\nViệc tốt: vá đường làng")
    assert talk.value("name") == "Lê Văn Tám"
    assert talk.value("deed") == "vá đường làng"


async def test_the_question_can_be_explained_and_repeated(talk: Talk) -> None:
    await talk.up_to("field")
    assert "chuyển tới đúng cán bộ" in await talk.say("là sao?", "out_of_scope")
    assert "lĩnh vực" in await talk.say("nhắc lại", "repeat")


@pytest.mark.parametrize("noise", ["😀😀😀", "???", "....", "12345"])
async def test_noise_changes_nothing(talk: Talk, noise: str) -> None:
    await talk.up_to("name")
    await talk.say(noise, "out_of_scope")
    assert talk.value("name") is None
    assert "tên" in talk.text


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


async def test_a_child_told_of_in_the_first_message_is_protected_too(talk: Talk) -> None:
    said = await talk.say(
        "Tôi muốn khen em Lê Thị Na, 12 tuổi, trả lại ví tiền nhặt được", "nominate"
    )
    assert "cha mẹ" in said
    assert talk.value("under_16") == "yes"


async def test_every_choice_can_be_tapped(talk: Talk) -> None:
    for slot in ("kind", "under_16", "locality", "field", "contact"):
        talk.state = talk.state.model_copy(update={"draft": None, "locality": None})
        if slot == "locality":
            await talk.up_to("place")
            await talk.say("thôn 1 xã Nga Sơn")
        else:
            await talk.up_to(slot)
        for choice in talk.choices:
            await talk.press(choice.payload)
            assert talk.value(slot) or choice.title == "Nơi khác"
