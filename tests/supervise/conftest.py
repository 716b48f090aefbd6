from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A directory that the account PostgreSQL runs as may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="guongsang-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
