"""Where somebody lives, as people write it: thôn 2 xã Bình Lương; tổ 12 phường 5."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from actions.folding import fold, phrase
from actions.forms.words import listed
from data.plans.catalogue import Catalogue

# Heads are compared as written when the text has tones, folded when it has none.
_ANY = listed("""
    thôn; xóm; ấp; xã; phường; huyện; quận; thị trấn; thị xã; thành phố; tỉnh; tổ
    dân phố; khu phố; khu dân cư; đặc khu; tdp; kp; tp
""")
_NUMBERED = listed("""
    tổ; đội; khu; bản; buôn; làng; phố; sóc; ngõ; ngách; hẻm; đường; số nhà; số;
    đoạn
""")
_NOT_NAMES = frozenset(
    listed("""
    hoi; vien; nha; ta; toi; tui; minh; em; nay; chung; chuc; truong; quoc; than;
    vuc; nghe; xom; ban; uy; doi; cua; la; co; khac; biet; khen; xai; tren; duoi; ben; cung; thon;
    da; va; ve; de; duoc; con; chau; khong; o; tai; ay; do; bo; kia
""")
)
_STOPS = frozenset(
    listed("""
    o; tai; da; dang; vi; co; hay; thuong; luon; nam; la; nguoi; cuu; giup; nuoi;
    hien; nhat; tra; xay; lam; nau; day; sua; cham; quyen; van; tu; cho; moi; tham;
    may; mo; di; va; ma; thi; de; bo; che; chu; chan
""")
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    text: str
    start: int
    end: int


def has_tones(text: str) -> bool:
    return fold(text) != text.lower()


def known_names(plans: Catalogue) -> tuple[str, ...]:
    """Folded bare names of the localities and what they lie in, longest first."""
    names = {
        phrase(name.removeprefix(plan.locality.level))
        for plan in plans
        for name in (plan.locality.name, *plan.locality.parents, *plan.locality.aliases)
    }
    bare = {
        name.split(" ", 1)[-1] if name.split()[0] in _LEVELS else name for name in names if name
    }
    return tuple(sorted((name for name in bare if " " in name), key=len, reverse=True))


_LEVELS = frozenset({"xa", "phuong", "huyen", "quan", "tinh"})


def find_place(text: str, start: int = 0, known: Iterable[str] = ()) -> Found | None:
    """The first place named from `start` on: one or more parts, small to large."""
    toned = has_tones(text)
    compared = text.lower() if toned else fold(text)
    known = tuple(known)
    for match in _WORD.finditer(compared, start):
        prep = match.group() in (("ở", "tại", "thuộc") if toned else ("o", "tai", "thuoc"))
        at = match.end() + 1 if prep else match.start()
        end = _chain(text, compared, at, known, toned, bare=prep)
        if end is not None:
            return Found(text[at:end].strip(" ,.-"), match.start(), end)
    return None


def place_at(text: str, start: int, known: Iterable[str] = ()) -> Found | None:
    """A place that begins right at `start`, perhaps after a comma or "ở"."""
    skip = re.compile(r"[\s,;(–-]*").match(text, start)
    begin = skip.end() if skip else start
    found = find_place(text, begin, known)
    return found if found and found.start == begin else None


def _chain(
    text: str, compared: str, at: int, known: tuple[str, ...], toned: bool, *, bare: bool
) -> int | None:
    end = _part(text, compared, at, toned, small=bare or at == 0)
    if end is None and bare:
        end = _bare(text, at, known)
    if end is None:
        return None
    while True:
        gap = re.compile(r"\s*[,–-]?\s*").match(text, end)
        begin = gap.end() if gap else end
        further = _part(text, compared, begin, toned) if begin > end else None
        if further is None and begin > end and text[end:begin].strip():
            further = _known(text, begin, known)
        if further is None:
            return end
        end = further


def _part(text: str, compared: str, at: int, toned: bool, *, small: bool = True) -> int | None:
    """`small`: a name in small letters counts (elsewhere "cho xã biết" would be a place)."""
    for heads, named in ((_ANY, small), (_NUMBERED, False)):
        for head in heads:
            said = head if toned else fold(head)
            match = re.compile(rf"{said}\.?\s+").match(compared, at)
            if match and (at == 0 or not compared[at - 1].isalnum()):
                end = _name(text, match.end(), named)
                if end is not None:
                    return end
    return None


def _name(text: str, at: int, small: bool) -> int | None:
    number = re.compile(r"(?:số\s+)?\d+[a-zA-Z]?(?:/\d+)*\b|[IVX]+\b").match(text, at)
    if number:
        return number.end()
    words = list(_WORD.finditer(text, at, at + 60))[:4]
    run: list[re.Match[str]] = []
    shouting = text.upper() == text
    for word in words:
        if run and text[run[-1].end() : word.start()].strip():
            break
        if not word.group()[0].isupper() or (fold(word.group()) in _NOT_NAMES and not run):
            break
        if _is_head(text, word.start()):
            break
        run.append(word)
    if run and not shouting:
        return run[-1].end()
    if not small or not words or words[0].start() != at:
        return None
    return _small(text, words)


def _small(text: str, words: list[re.Match[str]]) -> int | None:
    """A name in small letters: mostly two syllables, one when a new clause follows."""
    first = fold(words[0].group())
    if first in _NOT_NAMES or first in _STOPS:
        return None
    end = words[0].end()
    if len(words) > 1 and text[end : words[1].start()].strip() == "":
        second = fold(words[1].group())
        if (
            second not in _STOPS
            and second not in _NOT_NAMES
            and not _is_head(text, words[1].start())
        ):
            end = words[1].end()
    return end


def _is_head(text: str, at: int) -> bool:
    toned = has_tones(text)
    compared = text.lower() if toned else fold(text)
    return any(
        re.compile(rf"{head if toned else fold(head)}\b").match(compared, at)
        for head in (*_ANY, *_NUMBERED)
    )


def _bare(text: str, at: int, known: tuple[str, ...]) -> int | None:
    """After "ở": a known name, or a run of capitals (ở Bình Lương)."""
    if (end := _known(text, at, known)) is not None:
        return end
    if text.upper() == text:
        return None
    run = re.compile(r"[^\W\d_a-zà-ỹ]\w*(?: [^\W\d_a-zà-ỹ]\w*){1,2}").match(text, at)
    return run.end() if run and run.group()[0].isupper() else None


def _known(text: str, at: int, known: tuple[str, ...]) -> int | None:
    folded = fold(text)
    for name in known:
        if (
            folded.startswith(name, at)
            and not folded[at + len(name) : at + len(name) + 1].isalnum()
        ):
            return at + len(name)
    return None


def amend_place(place: str, new: str) -> str | None:
    """Puts "thôn 3" into "thôn 2 xã Bình Lương"; None when it names no part of the place."""
    new = re.sub(r"^(?:ở|tại|o|tai)\s+", "", new.strip(" .,"))
    toned = has_tones(place)
    compared = place.lower() if toned else fold(place)
    for head in (*_ANY, *_NUMBERED):
        if not re.match(rf"{fold(head)}\b", fold(new)):
            continue
        if _part(new, new.lower() if has_tones(new) else fold(new), 0, has_tones(new)) != len(new):
            return None
        said = head if toned else fold(head)
        for match in re.finditer(rf"(?<!\w){said}(?!\w)", compared):
            end = _part(place, compared, match.start(), toned)
            if end is not None:
                return place[: match.start()] + new + place[end:]
    return None


def locality_of(place: str, plans: Catalogue) -> str | None:
    """The known locality a place names, when it is just one."""
    said = f" {phrase(place)} "
    found = set()
    for plan in plans:
        bare = phrase(plan.locality.name.removeprefix(plan.locality.level))
        names = [phrase(plan.locality.name)]
        names += [name for name in map(phrase, (bare, *plan.locality.aliases)) if " " in name]
        if any(f" {name} " in said for name in names):
            found.add(plan.locality.slug)
    return next(iter(found)) if len(found) == 1 else None


_COMMUNE = re.compile(r"\b(?:xa|phuong|thi tran|dac khu) (?!nay\b|minh\b|ta\b|nha\b|em\b|toi\b)\w")


def names_commune(place: str) -> bool:
    return bool(_COMMUNE.search(phrase(place)))
