"""Reads a correction: "sửa 3", "sửa tên thành …", "thôn 3 chứ không phải thôn 2", "à nhầm, …"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.folding import fold
from actions.forms.form import Form, Slot

_POLITE = r"(?:(?:a|o|ui|khoan|da|xin loi|cho|toi|minh|em|tui|bac|con|chau|muon|nho)[ ,]+)*"
_CHANGE = r"(?:sua|doi|chinh|thay|cap nhat|dinh chinh|ghi|viet)(?: lai)?"
_PART = r"(?:muc|so|cau|phan|o|cho|truong|cai|thong tin)"
_BECOMES = r"\s*(?:thanh|sang|bang|la|lai la|thanh ra|:|=|->|→)\s*"
_POLITE_END = (
    r"(?: (?:giup|gium|ho|dum|cho|nhe|nha|a|voi|di|em|toi|minh|bac|tui|duoc khong))*[ .!?]*$"
)
_MISTAKE = re.compile(
    rf"^{_POLITE}(?:(?:toi|minh|em|tui|mk|bac)?\s*(?:noi|ghi|viet|go)?\s*)?"
    r"(?P<word>nham|lon|sai|quen|dinh chinh|khong phai vay)(?: roi| mat| mat roi| a| em| ban| nha)*"
    r"[\s,.:;!-]+(?:(?:phai )?la |dung la |y toi la )?"
    r"(?:(?:anh|chi|ong|ba|co|chu|bac|em|cu|chau|nguoi) (?:ay|do) )?(?P<new>.+)$"
)
_MISTAKEN = (
    "nhầm",
    "nham",
    "lộn",
    "lon",
    "sai",
    "đính chính",
    "dinh chinh",
    "không phải vậy",
    "quên",
    "quen,",
)
_NUMBER = re.compile(
    rf"^{_POLITE}(?:{_CHANGE}|(?:quay|lui)? ?(?:ve|tro)(?: lai)?|quay lai) "
    rf"(?:{_PART} )*(?P<number>\d{{1,2}})"
    rf"(?:{_BECOMES}(?P<new>.+)|{_POLITE_END})$"
)
_NOT = r"(?:khong phai|ko phai|hong phai|hok phai|khong phai la|ko phai la|ko pai)"
_RATHER = re.compile(
    rf"^(?P<lead>.*?)(?P<new>[^,.;]+?)\s*,?\s*(?<!\w)(?:(?:chu|cho) )?{_NOT}(?: la)? "
    r"(?P<old>[^,.;]+?)[\s.!]*$"
)
_BUT = re.compile(rf"^{_POLITE}{_NOT} (?P<old>.+?),?\s*(?:ma )?la (?P<new>.+)$")
_RIGHT = re.compile(r"^(?P<new>.+?) moi (?:dung|phai)[ .!a]*$")
_LEAD = re.compile(
    rf"^{_POLITE}(?:(?:toi |em |minh |tui |bac )?(?:noi |ghi |viet )?(?:nham|lon|sai|dinh chinh)"
    r"(?: roi| mat)*(?: em| a| ban)*[\s,.:;!-]+)?(?:y toi la |phai la |dung la |la )?"
)


@dataclass(frozen=True)
class Correction:
    """What is to change: a slot, or the place where `old` stands; `new` None: ask for it."""

    slot: Slot | None = None
    number: int | None = None
    old: str | None = None
    new: str | None = None
    hint: bool = False  # something was said to be wrong, not what


LONGEST = 200  # characters; who corrects something is brief, and the patterns are slow on more


def read_correction(text: str, form: Form) -> Correction | None:
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return None
    folded = fold(text)

    def original(match: re.Match[str], group: str) -> str | None:
        start, end = match.span(group)
        return text[start:end].strip(" .,;:!\"'“”") or None if start >= 0 else None

    if match := _NUMBER.match(folded):
        return Correction(number=int(match["number"]), new=original(match, "new"))
    for slot, alias in _named(form):
        if match := _of_slot(alias).match(folded):
            group = "new" if match["new"] is not None else "right"
            new = original(match, group)
            return Correction(slot=slot, new=_without_old(new))
    if match := _BUT.match(folded):
        return Correction(old=original(match, "old"), new=original(match, "new"))
    if match := _RATHER.match(folded):
        lead = _LEAD.match(folded)
        begin, end = (lead.end() if lead else 0), match.end("new")
        old = original(match, "old") or ""
        new = text[begin:end] if begin < end else original(match, "new") or ""
        return Correction(old=old, new=_counterpart(new.strip(" ,.;:"), old))
    if (match := _MISTAKE.match(folded)) and _is_mistake(text[match.start("word") :]):
        new = original(match, "new")
        if new and (right := _RIGHT.match(fold(new))):
            new = new[: right.end("new")]
        return Correction(new=new, hint=True)
    if match := _RIGHT.match(folded):
        return Correction(new=original(match, "new"))
    replaced = re.match(
        rf"^{_POLITE}(?:sua|doi|thay)(?: lai)? (?P<old>.+?) (?:thanh|sang|bang) (?P<new>.+)$",
        folded,
    )
    if replaced:
        return Correction(old=original(replaced, "old"), new=original(replaced, "new"))
    return None


def _is_mistake(text: str) -> bool:
    """ "nhầm" and "lộn", not "nhằm giúp đỡ" or "lợn giống"."""
    return text.lower().startswith(_MISTAKEN)


def _named(form: Form) -> list[tuple[Slot, str]]:
    """Every slot by every name, longest first, so that "tên người gửi" is not "tên"."""
    names = [(slot, alias) for slot in form.slots for alias in slot.aliases]
    return sorted(names, key=lambda pair: -len(pair[1]))


def _of_slot(alias: str) -> re.Pattern[str]:
    change = (
        rf"{_CHANGE} (?:(?:{_PART}) )?{alias}(?: (?:nay|do|kia))?"
        rf"(?:{_BECOMES}(?P<new>.+)|{_POLITE_END})$"
    )
    wrong = (
        rf"(?:{_PART} )?{alias}(?: (?:phai|dung|that|chinh xac|sai roi,?|sai,?|khong dung,?|"
        rf"ghi sai,?|dung ra))+(?: (?:phai|dung))?(?: la|:)? (?P<right>.+)$"
    )
    return re.compile(
        rf"^(?:[^,]{{0,30}}(?:\bnhung|,) )?{_POLITE}(?:nham[ ,]+)?(?:{change}|{wrong})"
    )


def _without_old(new: str | None) -> str | None:
    """ "Nguyễn Văn An chứ không phải Ân" → "Nguyễn Văn An"."""
    if new and (match := re.search(rf",?\s*(?:chu|cho) {_NOT}", fold(new))):
        return new[: match.start()].strip(" ,.") or None
    return new


def _counterpart(new: str, old: str) -> str:
    """What of the new stands against the old: "sửa giúp, ở tổ 4" against "tổ 14" is "tổ 4"."""
    words, first = new.split(), fold(old.split(maxsplit=1)[0]) if old.split() else ""
    at = next((n for n, word in enumerate(words) if fold(word) == first), None)
    return " ".join(words[at:] if at is not None else words[-len(old.split()) :])
