"""Where on a plan's page a cited section (*mục*) stands: `#muc-V.1`.

`static/links.js` makes the same names from the sources of an answer.
"""

from __future__ import annotations

import re
import unicodedata


def section_anchor(section: str) -> str:
    """
    >>> section_anchor("IV.1.2.a, gạch 1")
    'muc-IV.1.2.a-gach-1'
    """
    plain = unicodedata.normalize("NFD", section.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return "muc-" + re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")


def section_name(section: str) -> str:
    """ "mục V.1", but "Nơi nhận": not every part of a plan is numbered."""
    return f"mục {section}" if re.match(r"[IVX\d]", section) else section


class Anchors:
    """Gives every section's name to the first thing on the page that cites it.

    A thing that cites "V.4, gạch 4" also answers for "V.4" and "V" when nothing did before.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, section: str | None) -> list[str]:
        if not section:
            return []
        new = [name for name in _with_parents(section) if name not in self._taken]
        self._taken.update(new)
        return new


def _with_parents(section: str) -> list[str]:
    names = [section_anchor(section)]
    for part in section.split(";"):
        names.append(section_anchor(part))
        head = part.split(",")[0].strip()
        while head:
            names.append(section_anchor(head))
            head = head.rpartition(".")[0]
    return list(dict.fromkeys(names))
