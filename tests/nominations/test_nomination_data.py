"""Nominations, consents and photos as they are kept."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from data import consents, nominations, photos
from data.models import Nomination, NominationChange
from data.nominations import NotAllowed, Submission
from tests.nominations.conversation import ZONE, Talk


def a_submission(talk: Talk) -> Submission:
    return Submission(
        person_id=talk.person,
        conversation_id=talk.conversation,
        kind="person",
        name="Trần Văn Bình",
        place="thôn 2",
        deed="Cứu ba cháu bé khỏi đuối nước",
        under_16="no",
        locality="binh-luong",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GS-7K3F", "GS-7K3F"),
        ("gs7k3f", "GS-7K3F"),
        ("GS 7K3F", "GS-7K3F"),
        ("mã của tôi là gs – 7k3f ạ", "GS-7K3F"),
        ("GS-7K3FQ", "GS-7K3FQ"),
        ("GS Trần Văn Nam", None),
        ("GS-0O1I", None),
        ("ngs7k3f", None),
    ],
)
def test_codes_are_read_however_written(text: str, code: str | None) -> None:
    assert nominations.read_code(text) == code


def test_codes_have_a_digit_and_no_letter_that_is_misread() -> None:
    drawn = {nominations.new_code() for _ in range(500)}
    assert all(nominations.read_code(code) == code for code in drawn)
    assert not set("".join(code[3:] for code in drawn)) & set("01OIL")


def test_withdrawn_is_the_end_and_reached_from_everywhere() -> None:
    for before in set(nominations.MOVES) - {"draft", "withdrawn"}:
        assert nominations.may_move(before, "withdrawn")
    assert nominations.MOVES["withdrawn"] == frozenset()


async def test_a_taken_code_is_drawn_again(
    db: AsyncSession, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["GS-7K3F", "GS-7K3F", "GS-8M4G"])
    monkeypatch.setattr(nominations, "new_code", lambda length: next(drawn))
    first = await nominations.submit(db, a_submission(talk))
    second = await nominations.submit(db, a_submission(talk))
    assert (first.code, second.code) == ("GS-7K3F", "GS-8M4G")


async def test_codes_grow_when_it_is_crowded(
    db: AsyncSession, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        nominations, "new_code", lambda length: "GS-7K3F" if length == 4 else "GS-7K3FQ"
    )
    await nominations.submit(db, a_submission(talk))
    assert (await nominations.submit(db, a_submission(talk))).code == "GS-7K3FQ"


async def test_each_move_leaves_a_change(db: AsyncSession, talk: Talk) -> None:
    sent = await nominations.submit(db, a_submission(talk))
    await nominations.move(db, sent.id, "in_review", "official")
    await nominations.move(db, sent.id, "needs_info", "official", note="thiếu ngày")
    with pytest.raises(NotAllowed):
        await nominations.move(db, sent.id, "published", "official")
    await nominations.withdraw(db, sent.id)
    changes = await db.scalars(
        select(NominationChange)
        .where(NominationChange.nomination_id == sent.id)
        .order_by(NominationChange.id)
    )
    assert [each.to_state for each in changes] == [
        "submitted",
        "in_review",
        "needs_info",
        "withdrawn",
    ]
    assert sent.state == "withdrawn"


async def test_only_ones_own_are_listed_and_counted_by_day(
    db: AsyncSession, talk: Talk, neighbour: Talk
) -> None:
    sent = await nominations.submit(db, a_submission(talk))
    old = await nominations.submit(db, a_submission(talk))
    now = dt.datetime.now(ZONE)
    row = await db.get_one(Nomination, old.id)
    row.submitted_at = now - dt.timedelta(days=1)
    await db.flush()
    listed = await nominations.list_by_person(db, talk.person)
    assert [each.id for each in listed] == [sent.id, old.id]
    assert await nominations.list_by_person(db, neighbour.person) == []
    assert await nominations.count_today(db, talk.person, now) == 1
    assert await nominations.count_today(db, neighbour.person, now) == 0


async def test_the_newest_consent_counts(db: AsyncSession, talk: Talk) -> None:
    async def answer(given: bool) -> None:
        await consents.append(
            db,
            talk.person,
            "contact",
            given=given,
            text_version="contact-1",
            how="button",
            channel="web",
            conversation=talk.conversation,
        )

    assert await consents.current(db, talk.person, "contact") is None
    await answer(True)
    await answer(False)
    newest = await consents.current(db, talk.person, "contact")
    assert newest is not None
    assert newest.given is False


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (400, 200), exif: bool = False) -> bytes:
    out = io.BytesIO()
    data = Image.Exif()
    if exif:
        data[0x0112] = 6  # lies on its side
        data[0x010F] = "MAYANH-BIMAT"
    Image.new("RGB", size, "green").save(out, kind, **({"exif": data} if exif else {}))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_become_jpeg_of_at_most_1600_pixels(kind: str) -> None:
    picture = photos.read_photo(a_picture(kind, (3200, 1600)))
    assert (picture.width, picture.height, picture.content_type) == (1600, 800, "image/jpeg")
    assert picture.content.startswith(b"\xff\xd8")


def test_a_photo_is_turned_upright_and_loses_what_it_says_about_the_camera() -> None:
    raw = a_picture(exif=True)
    assert b"MAYANH-BIMAT" in raw
    picture = photos.read_photo(raw)
    assert (picture.width, picture.height) == (200, 400)
    assert b"MAYANH-BIMAT" not in picture.content
    assert len(Image.open(io.BytesIO(picture.content)).getexif()) == 0


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "trống"),
        (b"%PDF-1.7 not a picture", "không phải ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải ảnh"),
        (a_picture("GIF"), "không phải ảnh"),
        (a_picture()[:400], "hỏng"),
        (b"\xff" * (photos.MOST_BYTES + 1), "10 MB"),
        (a_picture("PNG", (8000, 6000)), "điểm ảnh"),
    ],
)
def test_files_that_are_no_usable_photo_are_refused_in_words(raw: bytes, reason: str) -> None:
    with pytest.raises(photos.PhotoError, match=reason):
        photos.read_photo(raw)


async def test_a_photo_is_shown_and_discarded_only_by_its_owner(
    db: AsyncSession, talk: Talk, neighbour: Talk
) -> None:
    photo = await photos.store(db, talk.person, photos.read_photo(a_picture()))
    assert await photos.get_own(db, neighbour.person, photo.id) is None
    await photos.discard(db, neighbour.person, photo.id)
    found = await photos.get_own(db, talk.person, photo.id)
    assert found is not None
    await photos.discard(db, talk.person, photo.id)
    assert await photos.get_own(db, talk.person, UUID(str(photo.id))) is None


async def test_a_photo_in_use_stays(db: AsyncSession, talk: Talk) -> None:
    photo = await photos.store(db, talk.person, photos.read_photo(a_picture()))
    await nominations.submit(db, replace(a_submission(talk), photo_id=photo.id))
    await photos.discard(db, talk.person, photo.id)
    assert await photos.get_own(db, talk.person, photo.id) is not None
