"""Photos: read by content, re-encoded without anything but the picture, kept per person."""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import Text, cast, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Nomination, Photo

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


class PhotoError(ValueError):
    """Why a file cannot be taken, in words for the person who sent it."""


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int
    content_type: str = "image/jpeg"


def read_photo(raw: bytes) -> Picture:
    """Re-encodes a picture as JPEG: upright, at most 1600 px, no metadata.

    Takes up to a second of CPU: call it in a thread from asynchronous code.

    Raises:
        PhotoError: when the file is empty, too big, no picture of a known kind, or broken.
    """
    if not raw:
        raise PhotoError("Tệp ảnh trống. Anh/chị gửi lại giúp ạ.")
    if len(raw) > MOST_BYTES:
        raise PhotoError("Ảnh lớn quá 10 MB. Anh/chị gửi ảnh nhỏ hơn giúp ạ.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow thinks of a stranger's file
            image = Image.open(io.BytesIO(raw), formats=FORMATS)
            _check_size(image)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            picture = _encode(_upright(image))
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise PhotoError("Tệp này không phải ảnh JPEG, PNG hoặc WEBP ạ.") from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, PhotoError):
            raise
        raise PhotoError("Ảnh bị hỏng, không mở được. Anh/chị gửi lại giúp ạ.") from error
    return picture


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken EXIF says nothing about the picture itself
        return image


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise PhotoError("Ảnh có quá nhiều điểm ảnh. Anh/chị gửi ảnh nhỏ hơn giúp ạ.")


def _encode(image: Image.Image) -> Picture:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85, optimize=True)
    return Picture(out.getvalue(), clean.width, clean.height)


async def store(db: AsyncSession, person: UUID, picture: Picture) -> Photo:
    photo = Photo(
        person_id=person,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        content=picture.content,
    )
    db.add(photo)
    await db.flush()
    return photo


async def get_own(db: AsyncSession, person: UUID, photo: UUID) -> Photo | None:
    """The photo, when this person sent it."""
    query = select(Photo).where(Photo.id == photo, Photo.person_id == person)
    return (await db.scalars(query)).first()


async def still_kept(db: AsyncSession, photos: Collection[str]) -> frozenset[str]:
    """Those of the photos that have not been deleted."""
    if not photos:
        return frozenset()
    rows = await db.scalars(select(Photo.id).where(cast(Photo.id, Text).in_(photos)))
    return frozenset(str(row) for row in rows)


async def discard(db: AsyncSession, person: UUID, photo: UUID) -> None:
    """Deletes a photo that this person sent and no nomination uses."""
    used = exists().where(Nomination.photo_id == photo)
    await db.execute(delete(Photo).where(Photo.id == photo, Photo.person_id == person, ~used))
