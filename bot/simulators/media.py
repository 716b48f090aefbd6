"""Files people send, as their vendor serves them; also in ways a careful reader must survive."""

from __future__ import annotations

import asyncio
import io
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from PIL import Image, ImageDraw

Trick = Literal["missing", "expired", "page", "redirect", "huge", "slow"]
KEPT = 500
LONGER = 64 * 1024 * 1024  # bytes of a "huge" file; no length is declared
_INSIDE = "http://169.254.169.254/latest/meta-data/"  # where a redirect must not be followed


@dataclass(frozen=True)
class File:
    id: str
    name: str
    type: str
    body: bytes
    trick: Trick | None = None

    @property
    def path(self) -> str:
        return f"/media/{self.id}/{self.name}"


class Media:
    """`base` is where the product reaches the simulators; without one, addresses are on the
    vendor's own hosts, which `VendorTransport` answers."""

    def __init__(self, base: str | None = None) -> None:
        self.base = base.rstrip("/") if base else None
        self._files: OrderedDict[str, File] = OrderedDict()
        self.router = APIRouter()
        self.router.add_api_route("/media/{id}/{name}", self.serve, include_in_schema=False)

    def put(self, body: bytes, type: str, name: str, trick: Trick | None = None) -> File:
        file = File(secrets.token_hex(8), name, type, body, trick)
        self._files[file.id] = file
        while len(self._files) > KEPT:
            self._files.popitem(last=False)
        return file

    def find(self, address: str) -> File | None:
        """By path or whole address."""
        parts = address.split("/media/", 1)
        return self._files.get(parts[1].split("/")[0]) if len(parts) == 2 else None

    def by_id(self, id: str) -> File | None:
        return self._files.get(id)

    def sample(self, kind: str) -> File:
        if kind == "image":
            return self.put(picture(), "image/jpeg", "anh.jpg")
        if kind == "sticker":
            return self.put(picture(240, 240), "image/jpeg", "nhan-dan.jpg")
        types = {
            "voice": ("audio/aac", "ghi-am.aac"),
            "video": ("video/mp4", "video.mp4"),
            "file": ("application/pdf", "don-de-nghi.pdf"),
        }
        type, name = types.get(kind, ("application/octet-stream", "tep.bin"))
        return self.put(b"%PDF-1.4\n%%EOF\n" if kind == "file" else bytes(2048), type, name)

    def address(self, file: File, host: str) -> str:
        return f"{self.base or 'https://' + host}{file.path}"

    async def serve(self, id: str, name: str) -> Response:
        file = self._files.get(id)
        if file is None or file.trick == "missing":
            return Response(status_code=404)
        match file.trick:
            case "expired":
                return Response("URL signature expired", status_code=403, media_type="text/plain")
            case "page":
                return HTMLResponse("<html><body>Đăng nhập để xem</body></html>")
            case "redirect":
                return RedirectResponse(_INSIDE, status_code=302)
            case "huge":
                return StreamingResponse(_endless(file.body, 0), media_type=file.type)
            case "slow":
                return StreamingResponse(_endless(file.body[:16], 5), media_type=file.type)
        return Response(file.body, media_type=file.type)


async def _endless(body: bytes, pause: float) -> AsyncIterator[bytes]:
    piece = (body * (65_536 // max(len(body), 1) + 1))[:65_536] if not pause else body
    sent = 0
    while sent < LONGER:
        yield piece
        sent += len(piece)
        await asyncio.sleep(pause)


def picture(width: int = 960, height: int = 640) -> bytes:
    """A JPEG that says where and when it was taken, as telephones write it."""
    image = Image.new("RGB", (width, height), (236, 226, 205))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 2 // 3, width, height), fill=(104, 140, 84))
    draw.ellipse((width * 3 // 4, height // 10, width * 7 // 8, height // 10 + width // 8), "gold")
    draw.polygon([(width // 6, height * 2 // 3), (width // 3, height // 3),
                  (width // 2, height * 2 // 3)], fill=(142, 27, 31))  # fmt: skip
    exif = image.getexif()
    exif[0x010F] = "Gương Sáng"
    exif[0x9003] = "2026:11:20 08:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (19.0, 36.0, 0.0), 3: "E", 4: (105.0, 30.0, 0.0)})
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=82, exif=exif)
    return kept.getvalue()
