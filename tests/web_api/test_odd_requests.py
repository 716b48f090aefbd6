"""Bytes that no browser and no vendor sends, to the socket itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from bot.web.webhooks import BODY_BYTES
from data.database import libpq_url, migrate
from tests.bot.apps import lone_web
from tests.web_api.conftest import Served, beside

CHAT = "/api/chat/sessions"
HOOK = "/webhooks/telegram/khong-co"
LOGIN = "/ban-lam-viec/dang-nhap"
JSON = b"Content-Type: application/json"
FORM = b"Content-Type: application/x-www-form-urlencoded"
PARTS = b"Content-Type: multipart/form-data"
FIELD = b'--x\r\nContent-Disposition: form-data; name="session"\r\n\r\nab\r\n--x--\r\n'


def get(path: str, *headers: bytes, host: bytes = b"a") -> bytes:
    return _request(b"GET " + path.encode("latin-1"), host, headers, None)


def post(path: str, body: bytes, *headers: bytes) -> bytes:
    return _request(b"POST " + path.encode(), b"a", headers, body)


def _request(line: bytes, host: bytes, headers: tuple[bytes, ...], body: bytes | None) -> bytes:
    told = [line + b" HTTP/1.1", b"Host: " + host, *headers, b"Connection: close"]
    lengths = (b"content-length", b"transfer-encoding")
    if body is not None and not any(each.lower().startswith(lengths) for each in headers):
        told.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(told) + b"\r\n\r\n" + (body or b"")


REQUESTS = {
    "a host of one bracket": (get("/", host=b"["), 200),
    "the feed for that host": (get("/cau-chuyen.atom", host=b"["), 200),
    "a host of odd bytes": (get("/cau-chuyen.atom", host=b"\xff\x80"), 200),
    "a host with a control character": (get("/cau-chuyen.atom", host=b"a\x01b"), 400),
    "a host that is a whole address": (get("/nhung", host=b"a@b/../c?d#e"), 200),
    "a port beyond all ports": (get("/nhung", host=b"a:999999"), 200),
    "a port of letters": (get("/ban-lam-viec", host=b"a:b"), 303),
    "no host": (b"GET / HTTP/1.0\r\n\r\n", 200),
    "an address of half a host": (get("http://[::1]:x/ke-hoach"), 400),
    "raw bytes in a path": (get("/ke-hoach/\xff\xfe"), 400),
    "a plan of odd bytes": (get("/ke-hoach/%ff%fe%00"), 404),
    "a story of odd bytes": (get("/cau-chuyen/%ff%00"), 404),
    "a static file of odd bytes": (get("/static/x/%00%ff"), 404),
    "a static file above all": (get("/static/x/..%2f..%2f..%2fetc/passwd"), 404),
    "a static file without end": (get("/static/x/" + "a" * 5000), 404),
    "a range the wrong way round": (get("/widget.js", b"Range: bytes=9-1,2-\xff"), 400),
    "no time to have been changed since": (get("/widget.js", b"If-Modified-Since: \xff"), 200),
    "Zalo's file above all": (get("/zalo_verifier%2e%2e%2f%00.html"), 404),
    "odd query": (get("/?xa=%ff%00&xa=&embed=%ud800&=&&&%%%"), 200),
    "raw bytes in a query": (get("/cau-chuyen?xa=\xff\xfe"), 400),
    "a session of odd bytes": (get("/api/chat/history?session=%ff%00"), 404),
    "events of an odd number": (
        get("/api/chat/events?session=%00&after=-1", b"Last-Event-ID: \xff"),
        422,
    ),
    "a cookie of odd bytes": (get("/ban-lam-viec", b"Cookie: gs_desk=\xff\x80; =; ;;"), 303),
    "a line break to go back to": (get(f"{LOGIN}?ve=%0d%0aX:1"), 200),
    "an upgrade": (get("/api/chat/events", b"Upgrade: websocket"), 422),
    "a method nobody knows": (b"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
    "all of the server": (b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404),
    "PUT": (post(HOOK, b"{}").replace(b"POST", b"PUT"), 405),
    "DELETE": (get(HOOK).replace(b"GET", b"DELETE"), 405),
    "HEAD of a webhook": (get(HOOK).replace(b"GET", b"HEAD"), 405),
    "a length of letters": (post(CHAT, b"{}", b"Content-Length: abc"), 400),
    "a length below nothing": (post(CHAT, b"{}", b"Content-Length: -5"), 400),
    "a length of a thousand digits": (post(HOOK, b"", b"Content-Length: " + b"9" * 1000), 400),
    "a length that is too much": (post(HOOK, b"{}", b"Content-Length: 9999999"), 413),
    "a body that is too much": (post(HOOK, b" " * (BODY_BYTES + 1)), 413),
    "two lengths": (post(HOOK, b"{}", b"Content-Length: 2", b"Content-Length: 3"), 400),
    "a length shorter than the body": (post(HOOK, b"{}", b"Content-Length: 1"), 404),
    "chunks that are none": (post(HOOK, b"zz\r\n\r\n", b"Transfer-Encoding: chunked"), 400),
    "chunks and a length": (
        post(HOOK, b"0\r\n\r\n", b"Transfer-Encoding: chunked", b"Content-Length: 5"),
        400,
    ),
    "a packed body": (post(CHAT, b"\x1f\x8b\x08\x00", JSON, b"Content-Encoding: gzip"), 400),
    "a header of odd bytes": (post(HOOK, b"{}", b"X-ZEvent-Signature: \xff\xfe"), 404),
    "an odd character set": (post(CHAT, b"{}", JSON + b"; charset=\xff"), 201),
    "UTF-16": (post(CHAT, "{}".encode("utf-16-le"), JSON), 201),
    "no UTF-8": (post(CHAT, b'"\xff\xfe"', JSON), 400),
    "lists in lists": (post(CHAT, b"[" * 60_000, JSON), 400),
    "objects in objects": (post(CHAT, b'{"locality":' * 4999, JSON), 400),
    "a number of 5,000 digits": (post(CHAT, b'{"locality":' + b"9" * 5000 + b"}", JSON), 400),
    "no number": (post(CHAT, b'{"locality":NaN}', JSON), 422),
    "half a letter as a name": (post(CHAT, b'{"\\ud800": 1}', JSON), 422),
    "half a letter": (post(CHAT, b'{"locality": "\\udfff"}', JSON), 422),
    "parts without a boundary": (post("/api/chat/photos", b"abcd", PARTS), 400),
    "parts that are none": (post("/api/chat/photos", b"abcd", PARTS + b"; boundary=x"), 400),
    "a boundary of odd bytes": (post("/api/chat/photos", b"ab", PARTS + b"; boundary=\xff"), 400),
    "an unknown character set": (
        post("/api/chat/photos", FIELD, PARTS + b"; boundary=x; charset=nonsense"),
        422,
    ),
    "a login of parts": (post(LOGIN, FIELD, PARTS + b"; boundary=x"), 403),
    "a login of parts without a boundary": (post(LOGIN, b"abcd", PARTS), 400),
    "a login of 5,000 fields": (post(LOGIN, b"a=b&" * 5000, FORM), 400),
    "a login of odd bytes": (post(LOGIN, b"csrf=%ff%fe\xff&%00=%00", FORM), 403),
}


async def said(port: int, request: bytes) -> bytes:
    """All the server says to it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    with contextlib.suppress(ConnectionError):  # it has said enough
        writer.write(request)
        await writer.drain()
        while piece := await asyncio.wait_for(reader.read(65_536), 20):
            answer += piece
    writer.close()
    return answer


@pytest.mark.parametrize(("request_", "status"), REQUESTS.values(), ids=REQUESTS)
async def test_an_odd_request_gets_a_plain_answer(
    served: Served, request_: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await said(served.port, request_)
    assert answer.split(b" ", 2)[1] == str(status).encode(), answer[:300]
    assert not _failures(caplog)


async def test_who_hangs_up_in_the_middle_of_a_body_is_no_failure(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    for path in (HOOK, CHAT, LOGIN):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(post(path, b"{", FORM, b"Content-Length: 10"))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        del reader
    assert b" 200 OK" in await said(served.port, get("/healthz"))
    assert not _failures(caplog)


def _failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_length_that_a_server_let_through_is_measured_by_the_body(served: Served) -> None:
    async with lone_web(served.database) as http:
        for length in ("abc", "-1", "²", "1e9", ""):
            headers = [(b"content-type", b"application/json"), (b"content-length", length.encode())]
            answer = await http.post(CHAT, content=b"{}", headers=headers)
            assert answer.status_code == 201, length


async def test_with_the_database_away_everything_is_503(database_url: str) -> None:
    """And what was refused may come again."""
    url = beside(database_url, "vang_mat")
    migrate(url)
    paths = ("/api/chat/history?session=x", "/cau-chuyen", "/cau-chuyen.atom", "/healthz")
    async with lone_web(url) as http:
        started = (await http.post(CHAT, json={})).json()
        message = {"session": started["session"], "id": "1", "payload": "more"}
        with _no_connections(database_url, "vang_mat"):
            answers = [await http.get(path) for path in paths]
            answers.append(await http.post(CHAT, json={}))
            answers.append(await http.post("/api/chat/messages", json=message))
        assert [each.status_code for each in answers] == [503] * len(answers)
        assert all(each.headers.get("retry-after") for each in answers if _ours(each))
        assert (await http.post("/api/chat/messages", json=message)).status_code == 202


def _ours(answer: httpx.Response) -> bool:
    return "error" in answer.json()


@contextlib.contextmanager
def _no_connections(server: str, database: str) -> Iterator[None]:
    with psycopg.connect(libpq_url(server), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )
        yield
        connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
