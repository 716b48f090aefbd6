"""Several facts in one message: labelled messages, and nothing read that is not listed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.forms.form import Scene
from actions.nominations.extraction import read_facts
from data.plans.catalogue import Catalogue
from data.plans.vocabulary import load_vocabulary

MESSAGES = yaml.safe_load(Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8"))
SCENE = Scene(dt.date(2026, 11, 21), Catalogue((), load_vocabulary()))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: each["text"][:50])
def test_reads_what_is_told_and_nothing_else(message: dict[str, Any]) -> None:
    assert read_facts(message["text"], SCENE) == message["facts"]
