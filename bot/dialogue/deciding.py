"""What to do with an understood message: act, ask back, or offer what comes nearest."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from actions.folding import phrase
from actions.matching import mentions
from actions.moves import asked_for
from actions.state import State
from actions.topics import FACTUAL, topic_of
from actions.understanding import Understanding

SURE = 0.34  # an intent at or above is acted on, when no other topic comes near
NEAR = 0.7  # a rival with this share of the first one's weight comes near
HOPELESS = 0.9  # so much on senseless intents says that the message is one
TOPIC_SURE = 0.6  # so is the likeliest intent of a topic whose intents together reach this
TWO_SURE = 0.65  # two intents that together reach this are both answered
UNSURE = 0.2  # below it nothing was understood
CERTAIN = 0.6
OUTSIDE = 0.5  # so much on what is out of scope leaves no telling phrase its say
HINTED = 0.85  # below it, a telling phrase ("mấy gương", "khi nào") decides
HINT = 0.04  # when its topic has at least this share
HINT_COUNTED = 0.3  # the same for "mấy gương", which counts and also just names them
SOME = 0.1  # share from which criteria are meant when a kind of person is named
LONG = 6  # words from which on a message with a place says more than the place
SWITCH = ("chuyển", "đổi", "chọn", "tôi ở", "em ở", "mình ở", "nhà ở", "sống ở", "quê")
AGAIN = ("thế", "còn", "the", "con", "bên", "vậy", "thì sao")
TIME = ("ngày nào", "khi nào", "bao giờ", "hôm nào", "lúc nào", "ngày mấy", "mùng mấy")
COMPLAINT = ("tố cáo", "khiếu nại", "hối lộ", "ăn chặn", "tố giác cán bộ")
COUNTED = ("mấy gương", "mấy điển hình", "mấy mô hình", "mấy tập thể", "mấy cá nhân")
TIMELESS = ("honour", "propaganda")
NAMES = ("locality", "field", "movement", "subject", "unit", "date")
_FILLERS = (
    "ở o xã xa huyện huyen quận quan phường phuong bên ben thế the còn con vậy vay thì thi sao ạ a "
    "nhé nhe của cua cho về ve nhỉ nhi và va kia nữa nua hả ha lĩnh vực linh vuc phong trào trao "
    "ngành nganh dạ da em tôi toi là la với voi đi di"
)
FILLERS = frozenset(_FILLERS.split())
# Answers and moves that mean something only inside a form or after an offer.
IN_A_FORM = frozenset({"inform", "skip", "correct", "back", "resume"})


# Neither a question nor a deed of its own: a place or a field named in another office's business.
ELSEWHERE_TOO = frozenset({"locality_set", "follow_up", "inform", "handoff"})
NEARLY = 0.4
DOUBTFUL = 0.75  # below it an intent is not acted on when the message may well be out of scope


# Not done on a guess: somebody is called for, or something ends.
GRAVE = frozenset({"handoff", "unsubscribe", "privacy_erase", "nomination_withdraw"})

# Understood as one of these, a short message may still go on with the last question.
UNCLEAR = frozenset(
    {"locality_set", "locality_list", "follow_up", "inform", "out_of_scope", "deny", "correct"}
    | {"wrong_answer", "nearest", "more"}
)
BRIEF = 9  # words of a message that may be nothing but a follow-up


Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Decision:
    do: Literal["act", "either", "ask_back", "nearest"]
    intents: tuple[str, ...] = ()


def decide(
    text: str, understanding: Understanding, state: State, other_services: tuple[str, ...]
) -> Decision:
    if understanding.intent == "follow_up" and state.focus is None and _names_ours(understanding):
        return Decision("act", ("follow_up",))  # a field asked for with nothing before it
    ranking = plausible(understanding, state)
    intent, confidence = ranking[0]
    factual = topic_of(intent) in FACTUAL
    if (factual or intent in ELSEWHERE_TOO) and _names_other_service(text, other_services):
        return Decision("act", ("out_of_scope",))
    if told := told_by_words(text, understanding, state, ranking):
        return Decision("act", (told,))
    if _goes_on(text, understanding, state, ranking):
        return Decision("act", ("follow_up",))
    outside = dict(ranking).get("out_of_scope", 0.0)
    if factual and confidence < DOUBTFUL and outside >= confidence * NEARLY:
        return Decision("ask_back", (intent,))
    if intent in GRAVE and confidence < CERTAIN:
        return Decision("ask_back", tuple(i for i, _ in ranking[:3]))
    rival = next((share for other, share in ranking[1:] if _apart(intent, other)), 0.0)
    if confidence >= CERTAIN or (confidence >= SURE and rival < confidence * NEAR):
        return Decision("act", (intent,))
    topics = defaultdict[str, float](float)
    for other, share in ranking:
        topics[topic_of(other) or other] += share
    leading, mass = max(topics.items(), key=lambda item: item[1])
    if mass >= TOPIC_SURE and leading in FACTUAL:
        return Decision("act", (next(i for i, _ in ranking if topic_of(i) == leading),))
    second, chance = ranking[1] if len(ranking) > 1 else (intent, 0.0)
    if factual and topic_of(second) in FACTUAL and confidence + chance >= TWO_SURE:
        return Decision("either", (intent, second))
    if confidence < UNSURE:
        return Decision("nearest")
    return Decision("ask_back", tuple(i for i, share in ranking[:3] if share >= confidence / 3))


_LIVES = re.compile(
    r"(?:da |a )?(?:toi|em|minh|chau|nha|tui|tau|que)(?: toi| em| minh)? o(?: \w+){1,4}"
)
_NOMINATES = re.compile(
    r"(?:(?:cho|toi|em|minh|xin|muon|duoc|chau|da|a) )*(?:gioi thieu|de cu)"
    r"(?: giup| ho| cho| luon)?"
    r" (?:ba|ong|anh|chi|co|chu|bac|cu|chau|be|em|thay|gia dinh|vo chong|tap the|nguoi tot)\b"
    r"(?!.* (?:khong|ko|the nao|ra sao|o dau|tu dau|gi)$)"
)


def _goes_on(text: str, understanding: Understanding, state: State, ranking: Ranking) -> bool:
    """Whether a short message changes something in the last question, in words not understood.

    "bình lương nx bn ơi", "còn trung tâm văn hóa?", "không, tôi đang hỏi mỗi xã cơ mà".
    """
    intent, confidence = ranking[0]
    if state.focus is None or state.draft or state.pending or len(text.split()) > BRIEF:
        return False
    if _EXACTLY.match(phrase(text)) and asked_for(text):
        return True
    if topic_of(intent) in FACTUAL and confidence >= CERTAIN:
        return False
    if intent not in UNCLEAR and confidence >= CERTAIN:
        return False
    elsewhere = any(
        slug != state.focus.locality for slug in understanding.ids("locality")
    ) and not mentions(text, SWITCH)
    return elsewhere or _REPAIR.match(phrase(text)) is not None


_EXACTLY = re.compile(r"(?:cu the|chinh xac) (?:la|thi)\b")
_REPAIR = re.compile(
    r"(?:con|the con|the|vay con|vay|the thi|r|roi) (?!(?:nua|nao|gi|ai)\b)\w+"
    r"|(?:khong|ko|nham)(?: phai)?,? ?(?:toi|em|minh|chau|y)?.*\b(?:hoi|y la|co ma|chu)\b"
    r"|y (?:toi|em|minh|chau|tui|e|mk) (?:la|hoi)"
)


def told_by_words(
    text: str, understanding: Understanding, state: State, ranking: Ranking
) -> str | None:
    """The intent that a few telling words leave no doubt of, whatever the model thinks."""
    intent, confidence = ranking[0]
    plainly_ours = topic_of(intent) in FACTUAL and confidence >= CERTAIN
    if mentions(text, COMPLAINT) and intent != "handoff" and not plainly_ours:
        return "out_of_scope"
    if _NOMINATES.match(phrase(text)) and not mentions(text, TIME):
        return "nominate"
    if only_names(text, understanding):
        return _meant_by_names(text, understanding, state)
    if _LIVES.fullmatch(phrase(text)) and topic_of(intent) not in FACTUAL:
        return "locality_set"
    outside = dict(ranking).get("out_of_scope", 0.0)
    if outside >= OUTSIDE:
        return None
    if hint := _hinted(text, ranking):
        return hint
    if intent == "out_of_scope" and len(text.split()) <= LONG and _names_ours(understanding):
        return "criteria_specific"
    names_subject = understanding.of("subject") and not understanding.of("report")
    if names_subject and confidence < CERTAIN and outside < confidence * NEARLY:
        share = sum(part for other, part in ranking if topic_of(other) == "criteria")
        if share >= SOME:
            return "criteria_specific"
    if intent == "locality_set":
        return _asks_more(ranking, text, understanding)
    if topic_of(intent) in TIMELESS and mentions(text, TIME):
        return "deadline"
    return None


def _names_ours(understanding: Understanding) -> bool:
    return any(understanding.of(kind) for kind in ("field", "movement", "subject"))


def _hinted(text: str, ranking: Ranking) -> str | None:
    """What a question word asks for, when the model finds it possible at all."""
    intent, confidence = ranking[0]
    hint = asked_for(text)
    if hint is None or (topic_of(intent) == "plan" and hint != "plan_legal_basis"):
        return None
    if confidence >= HINTED or (intent == "process_where" and hint == "responsibility"):
        return None  # "nộp cho phòng nào" asks where
    share = sum(part for other, part in ranking if topic_of(other) == topic_of(hint))
    return hint if share >= (HINT_COUNTED if mentions(text, COUNTED) else HINT) else None


def _meant_by_names(text: str, understanding: Understanding, state: State) -> str:
    """A place alone answers the question where, or sets it; after an answer about another place
    it asks the same again for this one."""
    focus = state.focus
    asks_again = focus is not None and (
        mentions(text, AGAIN) or any(s != focus.locality for s in understanding.ids("locality"))
    )
    if understanding.of("locality") and (state.pending is not None or not asks_again):
        return "locality_set" if len(understanding.entities) == 1 else "follow_up"
    return "follow_up"


def _asks_more(ranking: Ranking, text: str, understanding: Understanding) -> str | None:
    """A place named together with a question is not about choosing the place."""
    if any(entity.kind in ("field", "movement", "unit") for entity in understanding.entities):
        return "follow_up"
    if len(text.split()) < LONG or mentions(text, SWITCH):
        return None
    return next((i for i, share in ranking[1:] if topic_of(i) in FACTUAL and share >= 0.08), None)


def plausible(understanding: Understanding, state: State) -> Ranking:
    """The ranking without what makes no sense now, the rest sharing its weight."""
    ranking = understanding.ranking or ((understanding.intent, understanding.confidence),)
    senseless = set() if state.draft else set(IN_A_FORM)
    if state.focus is None:
        senseless.add("follow_up")
    kept = [(intent, share) for intent, share in ranking if intent not in senseless]
    lost = sum(share for intent, share in ranking if intent in senseless)
    if not kept or lost > HOPELESS:
        return ranking
    return tuple((intent, share / (1 - lost)) for intent, share in kept)


def _apart(intent: str, other: str) -> bool:
    topic = topic_of(intent)
    return topic is None or topic_of(other) != topic


def only_names(text: str, understanding: Understanding) -> bool:
    """Whether the message says nothing but names of places, fields, units and days."""
    spans = [(e.start, e.end) for e in understanding.entities if e.kind in NAMES]
    if not spans:
        return False
    left = "".join(
        letter
        for index, letter in enumerate(text)
        if not any(start <= index < end for start, end in spans)
    )
    return all(word in FILLERS for word in re.findall(r"\w+", left.lower()))


def _names_other_service(text: str, services: tuple[str, ...]) -> bool:
    said = f" {phrase(text)} "
    return any(f" {phrase(service)} " in said for service in services)
