from __future__ import annotations

import itertools
from typing import Annotated, Any

import httpx
import typer
from rich.panel import Panel
from rich.text import Text

from bot.cli.console import console, fail, load_settings, report

Locality = Annotated[
    str | None, typer.Option("--xa", help="Mã địa phương, ví dụ cam-ngoc", show_default=False)
]


def chat(xa: Locality = None, url: str | None = None) -> None:
    """Trò chuyện với trợ lý ngay trong cửa sổ dòng lệnh (cần `guongsang up` đang chạy)."""
    settings = load_settings()
    base = url or f"http://{settings.host}:{settings.port}"
    try:
        with httpx.Client(base_url=base, timeout=30) as http:
            _talk(http, xa)
    except httpx.ConnectError:
        fail(f"Không có gì trả lời ở {base}. Hãy chạy `make up` ở cửa sổ khác trước.")
    except (EOFError, KeyboardInterrupt):
        report("\nTạm biệt.")


def _talk(http: httpx.Client, locality: str | None) -> None:
    answer = http.post("/api/chat/sessions", json={"locality": locality})
    if answer.status_code != 201:
        fail(answer.json()["error"]["message"])
    session = answer.json()["session"]
    _show(answer.json()["replies"])
    for number in itertools.count(1):
        text = console.input("[bold]> [/bold]").strip()
        if not text:
            continue
        message = {"session": session, "id": f"cli-{number}", "text": text}
        answer = http.post("/api/chat/messages", json=message)
        while answer.status_code == 202:  # the same message again waits for its answer
            answer = http.post("/api/chat/messages", json=message)
        if answer.is_error:
            report(answer.json()["error"]["message"])
            continue
        _show(answer.json()["replies"])


def _show(replies: list[dict[str, Any]]) -> None:
    for reply in replies:
        lines = [reply["text"]]
        lines += [
            f"  {number}. {choice['title']}" for number, choice in enumerate(reply["choices"], 1)
        ]
        console.print(Panel(Text("\n".join(lines)), expand=False), soft_wrap=False)
