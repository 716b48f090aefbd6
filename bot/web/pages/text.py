"""Plain text as pages show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A paragraph (its lines) or a list (its items)."""

    is_list: bool
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Paragraphs and lists: an empty line ends a paragraph, a line with "- " is an item."""
    found: list[Block] = []
    lines: list[str] = []
    in_list = False

    def close() -> None:
        if lines:
            found.append(Block(in_list, tuple(lines)))
            lines.clear()

    for raw in text.splitlines():
        line = raw.strip()
        item = line.startswith(("- ", "• "))
        if not line or item != in_list:
            close()
        in_list = item
        if line:
            lines.append(line[2:].strip() if item else line)
    close()
    return found


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
