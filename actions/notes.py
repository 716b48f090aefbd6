"""Topics whose entries are pieces of text: process, propaganda, honours.

An intent prefers some kinds of entry; the words of the message decide among them, and an entry
of any kind that the message plainly names goes before the preferred kinds.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.answers import Answer, Question, about_plan, loose, names, note_answer, show
from actions.matching import Candidate, rank
from actions.registry import on_intent
from actions.reply import Topic
from data.plans.schema import Form, Honour, Note, Plan, Step, Unsaid

NAMED = 0.75  # a score at which the message names the entry
PREFERRED = 0.3  # added to entries of the kinds that the intent is about
NEAR = 0.15

# intent → (topic, kinds it is about)
KINDS: dict[str, tuple[Topic, tuple[str, ...]]] = {
    "process_who_nominates": ("process", ("who_introduces", "who_can_be")),
    "process_where": ("process", ("where", "contact")),
    "process_how": ("process", ("steps", "check")),
    "process_papers": ("process", ("papers",)),
    "propaganda_forms": ("propaganda", ("content", "channel", "launch", "principle")),
    "propaganda_channels": ("propaganda", ("channel",)),
    "propaganda_exchange": ("propaganda", ("exchange",)),
    "propaganda_contest": ("propaganda", ("contest", "publication")),
    "honour_forms": ("honour", ("praise", "event")),
    "honour_reward": ("honour", ("reward",)),
    "honour_support": ("honour", ("support",)),
}
# What people ask with these, when the plan is silent: the unsaid entries that answer it.
WORDS = {
    "process_papers": "hồ sơ mẫu phiếu giấy tờ biểu mẫu",
    "process_where": "nộp gửi ở đâu địa chỉ nơi nhận",
    "process_who_nominates": "người dân tự giới thiệu đề cử",
    "propaganda_contest": "cuộc thi hội thi thi viết ấn phẩm kỷ yếu",
    "honour_reward": "mức thưởng tiền thưởng khen thưởng giấy khen",
    "honour_support": "hỗ trợ vật chất tinh thần",
}


def entries(plan: Plan, topic: Topic) -> list[Note | Unsaid]:
    """Every entry of the topic, the plan's own kinds first."""
    own: list[Note | Unsaid] = []
    if topic == "process":
        own.extend(plan.process)
    elif topic == "propaganda":
        own.extend(plan.propaganda)
    elif topic == "honour":
        own.extend(plan.honours)
    return [*own, *loose(plan, topic)]


def kind_of(entry: Note | Unsaid) -> str | None:
    return entry.kind if isinstance(entry, Form | Honour | Step) else None


def answer(question: Question) -> Answer:
    plan, intent = question.plan, question.understanding.intent
    topic, kinds = KINDS[intent]
    ranked = _ranked(question, topic, kinds, intent)
    if ranked and ranked[0][1] >= NAMED:
        top = ranked[0][1]
        chosen = [entry for entry, score in ranked if score >= top - NEAR]
        chosen = chosen if isinstance(chosen[0], Note) else chosen[:1]
    else:
        chosen = [entry for entry in entries(plan, topic) if kind_of(entry) in kinds]
    if not chosen:
        silent = [entry for entry, _ in ranked if isinstance(entry, Unsaid)]
        if silent:
            return note_answer(silent[0])
        chosen = list(entries(plan, topic))
    return together(plan, [entry for entry in chosen if isinstance(entry, Note)] or chosen)


def _ranked(
    question: Question, topic: Topic, kinds: tuple[str, ...], intent: str
) -> list[tuple[Note | Unsaid, float]]:
    candidates = [
        Candidate(entry, (entry.title, *entry.aliases), entry.text)
        for entry in entries(question.plan, topic)
    ]
    text = f"{question.text} {WORDS.get(intent, '')}"
    scored = [
        (match.item, match.score + (PREFERRED if kind_of(match.item) in kinds else 0))
        for match in rank(text, candidates, skip=names(question.plan))
    ]
    return sorted(scored, key=lambda pair: -pair[1])


def together(plan: Plan, chosen: Sequence[Note | Unsaid]) -> Answer:
    if len(chosen) == 1:
        return note_answer(chosen[0])
    notes = [entry for entry in chosen if isinstance(entry, Note)]
    return Answer(
        lead=f"Theo kế hoạch {plan.locality.name}:",
        blocks=tuple(f"- {entry.title}: {entry.text}" for entry in chosen),
        cites=tuple((entry.section, entry.title) for entry in notes),
        choices=tuple(show(plan, entry.id, entry.title) for entry in chosen[:6]),
    )


def _register() -> None:
    for intent, (topic, _) in KINDS.items():
        on_intent(intent)(about_plan(topic, intent)(answer))


_register()
