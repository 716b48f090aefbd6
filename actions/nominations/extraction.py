"""Several facts of a nomination in one message. What is not certain is left to be asked."""

from __future__ import annotations

import re

from actions.folding import fold
from actions.forms.form import Scene, Values
from actions.nominations.people import Subject, subject_at
from actions.nominations.phones import find_phone
from actions.nominations.places import find_place, has_tones, known_names, place_at
from actions.nominations.times import find_time

SHORTEST_DEED = 15

_I = r"(?:toi|minh|mk|em|tui|chau|con|bac|chi|anh|chung toi|chung em|chi doan chung toi|chi bo)"
_VERB = (
    r"(?:gioi thieu|gt|de cu|tien cu|de xuat khen thuong|de xuat|bieu duong|tuyen duong|khen ngoi|"
    r"khen|vinh danh|neu guong|ghi nhan|ke ve|nominate)"
)
_LEAD = re.compile(rf"(?<!\w){_VERB}(?!\w)")
_FILLERS = re.compile(
    r"(?:\s*(?:them|cho|den|voi|gium|giup|ho|dum|moi nguoi|xa|phuong|quy|cac|co quan|ubnd|la|"
    r"ve|viec|truong hop|mot tam guong|tam guong|mot guong|guong sang|guong mat|guong|"
    r"nguoi tot,? viec tot|nguoi tot|viec tot|dien hinh tien tien|dien hinh|cua|nhu sau|"
    r"hang xom la|ca nhan|ten la|ten|sau day|day)(?!\w)|\s*[:,–-])*\s*"
)
_THERE_IS = re.compile(
    rf"^.{{0,40}}?\b(?:thon|xom|ap|ban|lang|khu pho|hem|ngo|to|khu|gan nha|canh nha|xa)?"
    rf"\s*(?:{_I} )?co "
)
_GREETING = re.compile(
    r"^(?:(?:da|a|alo|xin chao|chao|thua|kinh gui|kinh chao)(?: (?:anh chi|anh/chi|em|ban|ad|"
    r"admin|cac ban|quy co quan|co quan|ban bien tap|anh|chi|bac))?[\s,.!:]+)*"
)
_REASON = re.compile(
    r"^(?:[\s,.;:–-]|(?:vi|do|boi vi|boi|vi la|vi da|ve viec|voi viec|voi thanh tich|nho|"
    r"ve thanh tich|la nguoi|nguoi)(?!\w))*"
)
_ASKS = re.compile(r"\?$|\b(?:khong|ko|chua|dc|duoc chu)[ .!a]*$")
_ROLE = re.compile(
    r"[\s,(]*(?:la |lam )?(?:truong thon|bi thu|hang xom|giao vien|nong dan|can bo)[^,.;]{0,40}[,;]"
)
_GROWN_TONED = re.compile(r"(?:ông|bà|cụ|bác|cô giáo|thầy giáo)\b(?! (?:bé|cháu))")
_GROWN_PLAIN = re.compile(r"(?:ong|ba|bac|co giao|thay giao)\b")
_OWN_PHONE = re.compile(
    r"[\s,.;]*(?:(?:so )?(?:dien thoai|dt|sdt|so)(?: lien he)?(?: (?:cua )?(?:toi|minh|em|tui))?"
    r"(?: la)?|(?:goi|lien he|hoi)(?: (?:cho )?(?:toi|minh|em|tui))?(?: qua)?(?: so)?)"
    r"[\s:]*\+?\d[\d .-]{7,13}\d[\s.,;]*(?:nhe|nha|a)?[\s.]*"
)
_WITNESS = re.compile(
    r"(?P<who>(?:trưởng thôn|trưởng bản|trưởng ấp|bí thư chi bộ|tổ trưởng)(?: (?:ông|bà|anh|chị))?"
    r"(?: [A-ZÀ-ỸĐ]\w*){1,4}) (?:có thể |sẽ |đã )?(?:xác nhận|làm chứng|biết)\b"
)
_SELF = re.compile(rf"^{_I}? ?(?:tu )?(?:ban than|chinh) (?:toi|minh|em)")


LONGEST_READ = 1500  # characters; a longer text is a story to be kept whole, not taken apart


def read_facts(text: str, scene: Scene) -> Values:
    """Slot name → value, for what the message plainly tells."""
    if len(text) > LONGEST_READ:
        return {}
    text = " ".join(text.split())
    start = _header(text)
    known = known_names(scene.plans)
    subject = subject_at(text, start) if not _SELF.match(fold(text), start) else None
    if subject and start == 0 and subject.name is None and not subject.unnamed:
        subject = None  # "em muốn …": it is the writer
    if subject is None:
        return _without_subject(text, scene, known)
    facts: dict[str, str] = {"kind": subject.kind}
    if subject.name:
        facts["name"] = subject.name
    if subject.kind == "person" and subject.age is not None:
        facts["under_16"] = "yes" if subject.age < 16 else "no"
    elif subject.kind == "person" and subject.name and _is_grown(text, start):
        facts["under_16"] = "no"
    end = subject.end
    if role := _ROLE.match(fold(text), end):
        end = role.end() - 1
    place = place_at(text, end, known)
    if place:
        facts["place"] = place.text
        end = place.end
    elif (place := find_place(text, end, known)) and not text[place.end :].strip(" .!,"):
        facts["place"] = place.text
    told = _rest(text, end, subject)
    if told:
        facts["deed"] = told
    if time := find_time(text[subject.end :]):
        facts["happened"] = time
    if witness := _WITNESS.search(text):
        facts["witness"] = witness["who"]
    return facts


def _is_grown(text: str, start: int) -> bool:
    """ "bà Lan", "thầy giáo Minh": the way of address says so."""
    titles = _GROWN_TONED if has_tones(text) else _GROWN_PLAIN
    compared = text.lower() if has_tones(text) else fold(text)
    return bool(titles.match(compared, start))


def begins_nomination(text: str) -> bool:
    """Whether it says that somebody is to be introduced, whoever it is."""
    return bool(_LEAD.search(fold(text)[:120]))


def _header(text: str) -> int:
    """Where the one who is introduced is named, at the earliest."""
    folded = fold(text)
    if (lead := _LEAD.search(folded, 0, 160)) and (fillers := _FILLERS.match(folded, lead.end())):
        return fillers.end()
    greeting = _GREETING.match(folded)
    start = greeting.end() if greeting else 0
    if there := _THERE_IS.match(folded[start:]):
        return start + there.end()
    fillers = _FILLERS.match(folded, start)
    return fillers.end() if fillers and ":" in fillers.group() else start


def _rest(text: str, end: int, subject: Subject) -> str | None:
    """The deed: what follows the header, when it says enough."""
    connector = _REASON.match(fold(text[end:]))
    told = _without_own_phone(text[end + (connector.end() if connector else 0) :].strip())
    if len(told) < SHORTEST_DEED or len(told.split()) < 4 or _ASKS.search(fold(told)):
        return None
    if subject.name is None and not subject.unnamed:
        return None  # the name is in there somewhere: better to ask
    if find_phone(told) and len(told.split()) < 8:
        return None
    return told


def _without_own_phone(told: str) -> str:
    """The writer's own number is no part of the deed."""
    match = _OWN_PHONE.search(fold(told))
    return f"{told[: match.start()]} {told[match.end() :]}".strip() if match else told


def _without_subject(text: str, scene: Scene, known: tuple[str, ...]) -> dict[str, str]:
    """An answer that goes on: "thôn 2 xã Bình Lương, tháng 5/2025", "Lan, 0912 345 678"."""
    facts: dict[str, str] = {}
    place = find_place(text, 0, known)
    if place and (place.start == 0 or not text[place.end :].strip(" .,!")):
        facts["place"] = place.text
        rest = text[place.end :].strip(" ,.;-")
        if place.start == 0 and len(rest) >= SHORTEST_DEED and len(rest.split()) >= 4:
            facts["deed"] = rest
    if scene.values.get("contact") == "yes" and (phone := find_phone(text)):
        facts["nominator_phone"] = phone
    return facts
