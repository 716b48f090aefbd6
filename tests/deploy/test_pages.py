"""The pages for whoever sets the product up: what they say to type and to open exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.channels.registry import CHANNELS
from bot.cli import app
from bot.settings import ROOT

DOCS = ROOT / "docs"
PAGES = ["kenh-zalo.md", "kenh-messenger.md", "kenh-telegram.md", "mo-phong.md", "trien-khai.md"]
_COMMAND = re.compile(r"guongsang ([a-z]+)(?: ([a-z]+))?([^`|\n#]*)")
_LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]+))?\)")
each_page = pytest.mark.parametrize("name", PAGES)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def command(words: list[str]) -> Any:
    found: Any = typer.main.get_command(app)
    for word in words:
        found = getattr(found, "commands", {}).get(word, found)
    return found


@each_page
def test_every_command_exists_with_its_options(name: str) -> None:
    said = _COMMAND.findall(text_of(DOCS / name))
    known = command([]).commands
    told = [each for each in said if each[0] in known]
    assert told
    for group, second, rest in told:
        found = command([group, second])
        assert not hasattr(found, "commands"), f"guongsang {group} {second}"
        options = {option for each in found.params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, f"guongsang {group} {second}{rest}"


@pytest.mark.parametrize("channel", ["zalo", "messenger", "telegram"])
def test_a_channels_page_names_every_key_it_needs_and_its_webhook(channel: str) -> None:
    page = text_of(DOCS / f"kenh-{channel}.md")
    for field in CHANNELS[channel].secret_fields:
        assert f"`{field.name}`" in page
    assert f"guongsang accounts add {channel} " in page
    assert f"guongsang accounts check {channel} " in page
    assert f"/webhooks/{channel}/cam-ngoc" in page
    assert "## Cần xác minh trên tài khoản thật" in page


def test_the_page_of_messenger_lists_the_fields_we_check() -> None:
    from bot.channels.messenger.page import FIELDS

    page = text_of(DOCS / "kenh-messenger.md")
    for field in FIELDS:
        assert f"`{field}`" in page


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@each_page
def test_every_link_within_leads_somewhere(name: str) -> None:
    for path, anchor in _LINK.findall(text_of(DOCS / name)):
        target = DOCS / path if path else DOCS / name
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"
