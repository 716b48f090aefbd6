"""Reads one answer each; pure. A refusal says what is wrong and how to put it right."""

from __future__ import annotations

import re

from actions.folding import fold, phrase
from actions.forms.form import Option, Reading, Refused, Scene, Taken
from actions.forms.options import read_option
from actions.forms.questions import is_question
from actions.forms.words import read_certainty
from actions.nominations import texts
from actions.nominations.extraction import SHORTEST_DEED
from actions.nominations.people import strip_titles
from actions.nominations.phones import find_phone
from actions.nominations.places import has_tones, locality_of
from actions.nominations.strays import is_deed, is_time

KINDS = (
    Option(
        "person",
        texts.PERSON,
        ("ca nhan", "mot nguoi", "1 nguoi", "nguoi", "mot ca nhan", "person"),
    ),
    Option("household", texts.HOUSEHOLD, ("ho", "gia dinh", "mot gia dinh", "ca nha", "household")),
    Option(
        "collective",
        texts.COLLECTIVE,
        ("tap the", "nhom", "cau lac bo", "to chuc", "don vi", "co quan", "hoi", "collective"),
    ),
)
AGES = (
    Option("yes", texts.YES),
    Option("no", texts.NO),
    Option("unknown", texts.UNKNOWN),
)
CONTACT = (Option("yes", texts.AGREE), Option("no", texts.REFUSE))
ELSEWHERE = "elsewhere"

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_NAME_LEAD = re.compile(
    r"^(?:(?:da|thua|vang|a)[ ,]+)*(?:(?:ho va ten|ho ten|ten)(?: (?:day du|nguoi do|nguoi ay|"
    r"ong ay|ba ay|anh ay|chi ay|em ay|co ay|cua \w+))?(?: la)?|"
    r"(?:do|day|nguoi do|nguoi ay) la|la)[\s:]+"
)
_OWN_NAME_LEAD = re.compile(
    r"^(?:(?:da|thua|vang|a)[ ,]+)*(?:(?:toi|minh|em|tui|chau|con|bac)(?: (?:ten|la|ten la))?|"
    r"ten(?: (?:toi|minh|em))?(?: la)?)[\s:]+"
)
_PLACE_LEAD = re.compile(
    r"^(?:(?:da|thua|vang|a)[ ,]+)*(?:(?:nha|song|ngu|que|hien)?\s*(?:o|tai)|"
    r"dia chi|noi o)(?: la)?[\s:]+"
)
_REFUSES = re.compile(
    r"\b(?:khong|ko|hong|hok|hem|chua|dung|khoi|chang|cha|cam|no|k|dell?|deo)(?: \w+){0,2} "
    r"(?:dong y|cho|luu|muon|de lai|can|cung cap|thich|chiu|ghi|dua|giu|dung|chap nhan|tiet lo)\b"
    r"|\btu choi\b|\bphan doi\b"
)
_AGREES = re.compile(
    r"^(?:(?:da|thua|vang|u|uh|um|roi|thi|a|toi|minh|em|tui|chau|con|bac|mk) )*"
    r"(?:(?:co|duoc|dc|ok|oke|oki|okay|okie|yes)(?: (?:dong y|cho phep|cho luu|luu|chu|duoc))*"
    r"|(?:hoan toan )?dong y(?: cho(?: phep)?)?(?: luu.{0,60})?|cho phep(?: luu.{0,60})?"
    r"|cho luu.{0,60}|cu luu.{0,60})"
    r"(?: (?:a|nhe|nha|em|ad|ban|di|luon|do|roi|vay|hen|nghe|nhan|toi|voi))*$"
)
_AGE = re.compile(r"\b(\d{1,3}) ?(?:tuoi|t)\b")
_GROWN = re.compile(
    r"\b(?:nguoi lon|truong thanh|lon tuoi|cao tuoi|gia roi|lon roi|tren 16|hon 16|du 16|ve huu)\b"
)
_YOUNG = re.compile(
    r"\b(?:con nho|chau be|em be|tre em|tre con|tieu hoc|mam non|mau giao|chua du 16|duoi 16)\b"
)


def _clean(text: str) -> str:
    return re.sub(r"[ \t]+", " ", _INVISIBLE.sub("", text)).strip()


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def read_kind(text: str, _scene: Scene) -> Reading:
    option = read_option(text, KINDS)
    return Taken(option.value) if option else Refused(texts.KIND_HELP)


def read_name(text: str, scene: Scene) -> Reading:
    if _is_no_name(text):
        return Refused(texts.NAME_UNKNOWN)
    name = _without_lead(_clean(text), _NAME_LEAD).strip(" .,;:!\"'“”")
    if len(name) < 2 or not _letters(name):
        return Refused(texts.NAME_UNREADABLE)
    if len(name) > 120:
        return Refused(texts.NAME_LONG)
    return Taken(strip_titles(name) if scene.values.get("kind") == "person" else name)


_NO_NAME = re.compile(
    r"^(?:(?:da|toi|em|minh|tui|ten|ho ten|thi|thua|cung) )*"
    r"(?:(?:khong|ko|k|hong|hok|hem|chua|chang) (?:co |duoc )?(?:biet|bit|ro|nho|ten|co|chac)\b.*|"
    r"ai do|nguoi ta|nguoi nao do|mot nguoi|quen ten|quen roi|chiu|bi mat|giau ten|an danh)$"
)
_NO_WORD = re.compile(
    r"^\W*(?:dạ |da )?(?:không|khong|ko|k|kg|hông|hổng|hok|hem|chưa|chua|khỏi|no)"
    r"(?: ạ| a| có| co)?\W*$",
    re.IGNORECASE,
)


def _is_no_name(text: str) -> bool:
    return bool(_NO_NAME.match(phrase(text)) or _NO_WORD.match(text))


def read_own_name(text: str, _scene: Scene) -> Reading:
    name = _without_lead(_clean(text), _OWN_NAME_LEAD)
    if find_phone(name):
        name = re.split(r"[,;]|(?:(?:số|so|sđt|sdt|đt|dt)\W)|(?=\+?\d)", name, flags=re.I)[0]
    name = name.strip(" .,;:!\"'“”")
    if len(name) < 2 or not _letters(name):
        return Refused(texts.NAME_UNREADABLE)
    return Refused(texts.NAME_LONG) if len(name) > 120 else Taken(name)


def _without_lead(text: str, lead: re.Pattern[str]) -> str:
    """ "tên là An" → "An"; but the surname "Lã" and "Tên" written with tones stay."""
    match = lead.match(fold(text))
    if not match:
        return text
    taken = text[: match.end()].lower()
    return (
        text
        if has_tones(taken) and re.search(r"\b(?:lã|lạ|tên[^\s:]|đỗ|ạ)\b", taken)
        else text[match.end() :]
    )


def read_place(text: str, _scene: Scene) -> Reading:
    place = _without_lead(_clean(text), _PLACE_LEAD).strip(" .,;:!")
    if is_deed(text):
        return Refused(texts.PLACE_IS_DEED)
    if read_certainty(text):
        return Refused(texts.PLACE_UNREADABLE)
    if len(place) > 200:
        return Refused(texts.PLACE_LONG)
    if len(place) < 2 or not re.search(r"\w", place) or (_letters(place) == 0 and len(place) > 3):
        return Refused(texts.PLACE_UNREADABLE)
    return Taken(place)


def localities(scene: Scene) -> tuple[Option, ...]:
    known = tuple(
        Option(
            plan.locality.slug,
            plan.locality.name[:1].upper() + plan.locality.name[1:],
            tuple(
                phrase(name)
                for name in (
                    plan.locality.slug,
                    plan.locality.name.removeprefix(plan.locality.level),
                    *plan.locality.aliases,
                )
            ),
        )
        for plan in scene.plans
    )
    return (
        *known,
        Option(ELSEWHERE, texts.ELSEWHERE, (ELSEWHERE, "khac", "noi khac", "cho khac")),
    )


def locality_names(scene: Scene) -> str:
    return ", ".join(plan.locality.name for plan in scene.plans)


def read_locality(text: str, scene: Scene) -> Reading:
    option = read_option(text, localities(scene))
    slug = option.value if option else locality_of(text, scene.plans)
    if slug is None or slug == ELSEWHERE:
        return Refused(texts.LOCALITY_OTHER.format(locality_names(scene)))
    return Taken(slug)


def read_deed(text: str, scene: Scene) -> Reading:
    deed = _clean(text)
    if _letters(deed) < 2:
        return Refused(texts.DEED_UNREADABLE)
    if is_time(deed):
        return Refused(texts.DEED_IS_TIME)
    before = scene.values.get("deed", "") if scene.again else ""
    if before and fold(before) not in fold(deed):
        deed = f"{before.rstrip(' .')}. {deed}"
    if len(deed) < SHORTEST_DEED and not scene.again:
        return Taken(deed, more=texts.DEED_MORE)
    return Taken(deed)


def read_witness(text: str, _scene: Scene) -> Reading:
    witness = _clean(text)
    if _letters(witness) < 2:
        return Refused(texts.WITNESS_UNREADABLE)
    return Refused(texts.WITNESS_LONG) if len(witness) > 300 else Taken(witness)


def read_under_16(text: str, _scene: Scene) -> Reading:
    said = phrase(text)
    if age := _AGE.search(said):
        return Taken("yes" if int(age.group(1)) < 16 else "no")
    if _GROWN.search(said):
        return Taken("no")
    if said in {"yes", "no", "unknown"}:
        return Taken(said)
    if certainty := read_certainty(text):
        return Taken(certainty)
    if _YOUNG.search(said):
        return Taken("yes")
    option = read_option(text, AGES)
    return Taken(option.value) if option else Refused(texts.YES_NO_UNKNOWN)


def read_contact(text: str, _scene: Scene) -> Reading:
    """Consent is given in clear words only; a refusal counts in any words."""
    said = phrase(text)
    if is_question(text):
        return Refused(texts.CONTACT_UNCLEAR)
    if read_certainty(text) == "no" or _REFUSES.search(said):
        return Taken("no")
    if said == "1":
        return Taken("yes")
    if said == "2":
        return Taken("no")
    return Taken("yes") if _AGREES.match(said) else Refused(texts.CONTACT_UNCLEAR)


def read_photo(_text: str, _scene: Scene) -> Reading:
    """A photo comes by the attachment's own payload, never as text."""
    return Refused(texts.PHOTO_NOT_TEXT)
