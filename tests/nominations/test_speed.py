"""No text that a person can send may hold everybody else up."""

from __future__ import annotations

import multiprocessing

import pytest

from tests.nominations.hostile import TEXTS, read_everything

SECONDS = 20  # what takes tens of minutes when a pattern runs wild takes well under one


@pytest.mark.parametrize("text", TEXTS, ids=[f"{text[:12]!r}…" for text in TEXTS])
def test_no_reader_runs_wild(text: str) -> None:
    process = multiprocessing.get_context("spawn").Process(target=read_everything, args=(text,))
    process.start()
    process.join(SECONDS)
    finished = process.exitcode == 0
    process.kill()
    assert finished
