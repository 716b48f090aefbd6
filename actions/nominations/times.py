"""When a deed happened, as people say it; a day that has not come is told."""

from __future__ import annotations

import datetime as dt
import re

from actions.folding import fold
from actions.forms.form import Reading, Refused, Scene, Taken
from actions.nominations import texts

_DAY = re.compile(
    r"(?<!\d)(?:ngay )?(?P<day>\d{1,2})(?:\s*[/.-]\s*| thang )(?P<month>\d{1,2})"
    r"(?:(?:\s*[/.-]\s*| nam )(?P<year>\d{4}|\d{2}(?!\d)))?(?!\d)"
)
_MONTH = re.compile(
    r"\bthang (?P<month>\d{1,2})(?:\s*[/.-]\s*| nam )(?P<year>\d{4})(?!\d)"
    r"|(?<![\d/.-])(?P<month2>\d{1,2})/(?P<year2>\d{4})(?!\d)"
)
_YEAR = re.compile(r"\bnam (?P<year>\d{4})\b|^(?P<alone>(?:19|20)\d{2})$")
_FUTURE = re.compile(
    r"\b(?:ngay mai|ngay kia|sang mai|chieu mai|toi mai|tuan sau|tuan toi|thang sau|thang toi|"
    r"nam sau|nam toi|sap toi|sang nam)\b"
)
_COUNT = r"(?:\d+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|hai muoi|vai|may|nhieu|may chuc|chuc)"
_SAID = re.compile(
    rf"(?:(?:tu|hoi|hom|vao|khoang|luc|dot|dau|cuoi|giua|suot|hon|gan|trong|da|den nay|ke tu)\s+)*"
    rf"(?:{_DAY.pattern.replace('?P<', '?P<x_')}"
    rf"|{_MONTH.pattern.replace('?P<', '?P<y_')}"
    r"|(?:dau |cuoi |giua )?nam (?:\d{4}|ngoai|nay|kia|truoc|roi|vua roi|vua qua)"
    r"|thang (?:\d{1,2}|nay|truoc|roi|vua roi|vua qua)"
    r"(?: (?:nam (?:ngoai|nay|\d{4})|vua qua|vua roi))?"
    r"|tuan (?:nay|truoc|roi|vua roi|vua qua)"
    r"|(?:sang|trua|chieu|toi|dem|hom) (?:nay|qua|kia|truoc|no)"
    r"|(?:mua|dot|tran|con)? ?(?:lu|bao|dich)(?: lut| covid)? "
    r"(?:nam (?:ngoai|nay|\d{4})|vua roi|vua qua|nam roi)"
    rf"|(?:hon |gan |suot )?{_COUNT}(?: may)? (?:nam|thang|tuan|ngay) (?:nay|qua|roi|lien|truoc)"
    rf"|cach day {_COUNT} (?:nam|thang|tuan|ngay))"
)


def find_time(text: str) -> str | None:
    """The one expression of time in a text, as written; None when there are several or none."""
    found = [match.span() for match in _SAID.finditer(fold(text)) if _starts_word(text, match)]
    if len(found) != 1:
        return None
    start, end = found[0]
    return text[start:end].strip(" ,.;")


def _starts_word(text: str, match: re.Match[str]) -> bool:
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    return not before.isalnum() and not after.isalnum()


def read_time(text: str, scene: Scene) -> Reading:
    said = text.strip()
    folded = fold(said)
    if not re.search(r"\w", folded) or not 2 <= len(said) <= 200:
        return Refused(texts.HAPPENED_UNREADABLE)
    if _FUTURE.search(folded):
        return Refused(texts.HAPPENED_FUTURE_WORDS)
    for match in _DAY.finditer(folded):
        if problem := _day_problem(match, scene.today):
            return Refused(problem)
    for match in _MONTH.finditer(folded):
        month = int(match["month"] or match["month2"])
        year = int(match["year"] or match["year2"])
        if not 1 <= month <= 12:
            return Refused(texts.HAPPENED_NO_DAY.format(match.group().strip()))
        if (year, month) > (scene.today.year, scene.today.month):
            return Refused(_future(match.group(), scene.today))
    for match in _YEAR.finditer(folded):
        if int(match["year"] or match["alone"]) > scene.today.year:
            return Refused(_future(match.group(), scene.today))
    return Taken(said)


def _day_problem(match: re.Match[str], today: dt.date) -> str | None:
    day, month = int(match["day"]), int(match["month"])
    if match["year"] is None and (month > 12 or day > 31):
        return None  # "3.500", a score: not a date
    year = int(match["year"] or today.year)
    year += 2000 if year < 100 else 0
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return texts.HAPPENED_NO_DAY.format(match.group().strip())
    if match["year"] and date > today:
        return _future(match.group(), today)
    return None


def _future(said: str, today: dt.date) -> str:
    said = said.strip()
    return texts.HAPPENED_FUTURE.format(said[:1].upper() + said[1:], f"{today:%d/%m/%Y}")
