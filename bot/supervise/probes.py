"""Whether a service really works, asked the way its users ask it."""

from __future__ import annotations

import time
from pathlib import Path

import httpx


async def rasa_parses(url: str, patience: float = 5.0) -> bool:
    try:
        async with httpx.AsyncClient(timeout=patience, trust_env=False) as client:
            answer = await client.post(f"{url}/model/parse", json={"text": "xin chào"})
            return answer.status_code == 200 and "intent" in answer.json()
    except (httpx.HTTPError, ValueError):
        return False


async def web_answers(url: str, patience: float = 5.0) -> bool:
    try:
        async with httpx.AsyncClient(timeout=patience, trust_env=False) as client:
            return (await client.get(f"{url}/healthz")).status_code == 200
    except httpx.HTTPError:
        return False


STUCK = 20.0  # seconds without a sign after which a worker counts as stuck


def worker_reports(ready_file: Path) -> int | None:
    """The process number the worker wrote, when it wrote it lately."""
    try:
        if time.time() - ready_file.stat().st_mtime > STUCK:
            return None
        return int(ready_file.read_text().strip())
    except (OSError, ValueError):
        return None
