"""What else of the plan a message may be about, besides what was answered.

A question is understood by its intent, and the intent may be a near miss: "ai chọn gương lên trang
web" asks for a duty and sounds like a question about channels. The entry whose words the message
uses, wherever in the plan it stands, is told after the answer, under its own name.
"""

from __future__ import annotations

from dataclasses import replace

from actions.answers import Answer, Question, names
from actions.dates import distance
from actions.folding import words
from actions.matching import Candidate, mentions, rank, telling
from data.plans.schema import Deadline, Note, Plan, Quota, Unsaid
from data.plans.thesaurus import load_thesaurus

CLOSE = 0.4  # score from which an entry is told after the answer
SECOND = 0.6  # from which a second one is
TOLD = 0.95  # share of an entry's words from which the answer has it already
SAME = 0.7  # share of words in which two texts are one
WHO = ("ai", "đơn vị nào", "phòng nào", "bên nào", "cơ quan nào", "ban nào", "hội nào")
ENOUGH_WORDS = 2  # telling words a message must have


def with_related(answer: Answer, question: Question) -> Answer:
    """The answer with the entries that the message's words point to, unless it has them."""
    if answer.asks_back or not _says_enough(question):
        return answer
    said = "\n".join((answer.lead, *answer.blocks, *answer.extra))
    ranked = rank(question.text, candidates(question), skip=names(question.plan))
    close = [match for match in ranked[:1] if match.score >= CLOSE]
    close += [match for match in ranked[1:2] if match.score >= SECOND]
    told = set(words(said))
    found = [match for match in close if not _is_told(match.item[0], told)]
    if len(found) > 1 and _alike(found[0].item[0], found[1].item[0]):
        found = found[:1]
    return replace(
        answer,
        related=tuple(f"Liên quan – {m.item[2]}: {m.item[0]}" for m in found),
        cites=(*answer.cites, *((m.item[1], m.item[2]) for m in found if m.item[1])),
    )


def _is_told(text: str, told: set[str]) -> bool:
    """An answer says the same in other order ("Việc: …", "Ai làm: …"): nearly all its words."""
    own = set(words(text))
    return len(own & told) >= TOLD * len(own)


def _alike(first: str, second: str) -> bool:
    """The same fact under two entries (a duty and a date) is told once."""
    one, other = set(words(first)), set(words(second))
    return len(one & other) > SAME * min(len(one), len(other))


def _says_enough(question: Question) -> bool:
    told = telling(question.text, names(question.plan))
    return len(told) >= ENOUGH_WORDS or bool(load_thesaurus().find(question.text))


def candidates(question: Question) -> list[Candidate[tuple[str, str, str]]]:
    """Text, section and title of what can be told in a line or two."""
    plan, today = question.plan, question.turn.today
    found: list[Candidate[tuple[str, str, str]]] = []
    for _, entry in plan.entries():
        called = (entry.title, *entry.aliases)
        match entry:
            case Note():
                told = (entry.text, entry.section, entry.title)
            case Quota():
                told = (entry.text, entry.section, entry.title)
            case Deadline():
                last = entry.when.last_day()
                far = f" ({distance(last, today)})" if last and entry.when.kind == "before" else ""
                told = (f"{entry.when_text}{far}. {entry.what}", entry.section, entry.title)
            case Unsaid():
                told = (entry.text, "", entry.title)
            case _:
                continue
        found.append(Candidate(told, called, told[0]))
    asks_who = question.understanding.intent == "responsibility" or mentions(question.text, WHO)
    return [*found, *(_duties(plan) if asks_who else ())]


def _duties(plan: Plan) -> list[Candidate[tuple[str, str, str]]]:
    called = {unit.id: unit.name for unit in plan.units}
    return [
        Candidate((point, duty.section, called[duty.unit]), (point,), called[duty.unit])
        for duty in plan.duties
        for point in duty.points
    ]
