"""Files that are uploaded as photos and are none, or not quite."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.web_api.conftest import Served

EVERYDAY = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=3000, derandomize=False)
PNG = b"\x89PNG\r\n\x1a\n"


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert(mode).save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, pixels: bytes, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return PNG + head + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (19.8, 0.0, 0.0)}
    return exif


JPEG = saved("JPEG")
GOOD = {
    "JPEG": JPEG,
    "JPEG of a printer": saved("JPEG", "CMYK"),
    "JPEG with a place": saved("JPEG", exif=turned()),
    "PNG": saved("PNG"),
    "PNG one can see through": saved("PNG", "RGBA"),
    "PNG of a palette": saved("PNG", "P", transparency=3),
    "PNG of black and white": saved("PNG", "1"),
    "PNG of 16 bits": saved("PNG", "I;16"),
    "WEBP": saved("WEBP"),
    "WEBP that moves": saved("WEBP", save_all=True, append_images=[Image.new("RGB", (40, 30))]),
    "JPEG with a page behind it": JPEG + b"<script>alert(1)</script>",
    "JPEG with an archive behind it": JPEG + b"PK\x03\x04" + b"\0" * 100,
}
BAD = {
    "nothing": b"",
    "half a JPEG's head": JPEG[:10],
    "half a PNG": GOOD["PNG"][:60],
    "a page": b"<html><body>GIF89a</body></html>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "GIF": saved("GIF", "P"),
    "TIFF": saved("TIFF"),
    "BMP": saved("BMP"),
    "PDF": saved("PDF"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "a bomb of pixels": png(50_000, 50_000, zlib.compress(bytes(1000))),
    "a bomb of one line": png(2**31 - 1, 1, zlib.compress(bytes(1000))),
    "a bomb of words": png(1, 1, b"", chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000)))),
    "no pixels": png(0, 0, b""),
    "pixels that are none": png(10, 10, b"none"),
    "a chunk without end": PNG + struct.pack(">I", 2**32 - 1) + b"IHDR",
}


@pytest.fixture
def session(http: httpx.Client) -> str:
    return str(http.post("/api/chat/sessions", json={}).json()["session"])


def uploaded(http: httpx.Client, session: str, raw: bytes) -> httpx.Response:
    """As any kind of file under any name: neither is believed."""
    file = ("../../\u202egpj.anh", raw, "text/html; charset=utf-7")
    return http.post("/api/chat/photos", data={"session": session}, files={"file": file})


@pytest.mark.parametrize("raw", GOOD.values(), ids=GOOD)
def test_a_photo_is_taken_whatever_hangs_on_it(
    http: httpx.Client, session: str, raw: bytes
) -> None:
    answer = uploaded(http, session, raw)
    assert answer.status_code == 201
    assert answer.json()["payload"].startswith("photo:id=")


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_what_is_no_photo_is_refused_in_words(http: httpx.Client, session: str, raw: bytes) -> None:
    answer = uploaded(http, session, raw)
    assert answer.status_code == 415
    assert answer.json()["error"]["message"]


def test_a_photo_too_large_is_413(http: httpx.Client, session: str) -> None:
    for size in (8_000_001, 8_100_000):
        assert uploaded(http, session, JPEG + bytes(size)).status_code == 413


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(list(GOOD.values()))))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(raw) - 1, 0)))
        match draw(st.sampled_from(["change", "cut", "put in", "end"])):
            case "change":
                raw[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del raw[place : place + draw(st.integers(1, 20))]
            case "put in":
                raw[place:place] = draw(st.binary(min_size=1, max_size=12))
            case "end":
                del raw[place:]
    return checked(bytes(raw)) if draw(st.booleans()) else bytes(raw)


def checked(raw: bytes) -> bytes:
    """A PNG's sums made right again, so that what is in its chunks is read."""
    return PNG + b"".join(_chunks(raw[len(PNG) :])) if raw.startswith(PNG) else raw


def _chunks(rest: bytes) -> Iterator[bytes]:
    while len(rest) >= 12:
        length = min(int.from_bytes(rest[:4]), len(rest) - 12)
        yield chunk(rest[4:8], rest[8 : 8 + length])
        rest = rest[12 + length :]


@EVERYDAY
@given(raw=spoilt())
def test_no_spoilt_photo_breaks_the_reader(
    served: Served, http: httpx.Client, session: str, raw: bytes
) -> None:
    assert uploaded(http, session, raw).status_code in (201, 415)


@pytest.mark.fuzz
@LONG
@given(raw=spoilt())
def test_no_spoilt_photo_breaks_the_reader_at_length(
    served: Served, http: httpx.Client, session: str, raw: bytes
) -> None:
    assert uploaded(http, session, raw).status_code in (201, 415)
