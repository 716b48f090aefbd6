"""Zalo's proof that the domain is ours, as Zalo asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.simulators.app import create_simulators
from bot.simulators.zalo_console import verify_domain
from tests.bot.apps import lone_web

CODE = "GeYV8-_9Tq0"
FILE = "<html>\r\n<p>Cảm ơn</p>\r\n</html>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the file of one app of Zalo's, and what is none of its business."""
    (tmp_path / f"zalo_verifier{CODE}.html").write_bytes(FILE)
    (tmp_path / "zalo_verifier%41.html").write_text("a name Zalo gives to nobody")
    (tmp_path / "secret.html").write_text("secret")
    return tmp_path


async def test_the_file_is_served_as_zalo_gave_it(database_url: str, folder: Path) -> None:
    async with lone_web(database_url, zalo_verifiers=folder) as http:
        answer = await http.get(f"/zalo_verifier{CODE}.html")
        assert (answer.status_code, answer.content) == (200, FILE)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert (await http.head(f"/zalo_verifier{CODE}.html")).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"/zalo_verifier{CODE.lower()}.html",
        "/zalo_verifier.html",
        "/zalo_verifier%41.html",
        "/zalo_verifier%2541.html",
        "/zalo_verifier%2F..%2Fsecret.html",
        "/zalo_verifier/../secret.html",
        "/secret.html",
    ],
)
async def test_nothing_else_is_served(database_url: str, folder: Path, path: str) -> None:
    async with lone_web(database_url, zalo_verifiers=folder) as http:
        assert (await http.get(path)).status_code == 404


async def test_the_home_page_names_every_code(database_url: str, folder: Path) -> None:
    (folder / "zalo_verifierOTHER.html").write_text("2")
    tag = '<meta name="zalo-platform-site-verification" content="{}">'
    async with lone_web(database_url, zalo_verifiers=folder) as http:
        home = (await http.get("/")).text
        elsewhere = (await http.get("/cau-chuyen")).text
    assert home.count("zalo-platform-site-verification") == 2
    assert tag.format(CODE) in home
    assert tag.format("OTHER") in home
    assert "zalo-platform" not in elsewhere


async def test_without_files_there_is_no_tag(database_url: str, tmp_path: Path) -> None:
    async with lone_web(database_url, zalo_verifiers=tmp_path / "missing") as http:
        assert "zalo-platform" not in (await http.get("/")).text


async def test_a_file_put_there_while_we_run_is_found_by_zalo(
    database_url: str, tmp_path: Path
) -> None:
    async with lone_web(database_url, zalo_verifiers=tmp_path) as http:
        simulators = create_simulators(http=http)
        assert not await verify_domain(simulators.zalo, "http://test", CODE)
        (tmp_path / f"zalo_verifier{CODE}.html").write_bytes(FILE)
        assert await verify_domain(simulators.zalo, "http://test", CODE)
