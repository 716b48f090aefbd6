"""Topics whose entries are pieces of text: process, propaganda, honours.

An intent prefers some kinds of entry; the words of the message decide among them, and an entry
of any kind that the message plainly names goes before the preferred kinds.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.about_plan import about_plan
from actions.answers import Answer, Question, loose, names, note_answer, show
from actions.deadlines import dated_things, listing, reports_meant
from actions.matching import Candidate, mentions, rank, telling
from actions.registry import on_intent
from actions.reply import Topic
from data.plans.schema import Form, Honour, Note, Plan, Step, Unsaid

NAMED = 0.75  # a score at which the message names the entry
PREFERRED = 0.15  # added to entries of the kinds that the intent is about
NEAR = 0.15
TOLD = 0.45  # a score from which an entry is told before others of its kind
SILENT = 0.4  # a score at which something the plan leaves unsaid is told as well
AMOUNTS = frozenset({"honour_reward", "honour_support"})
HONESTY = ("tránh", "tô vẽ", "tô hồng", "nói quá", "quá lên", "thổi phồng", "cường điệu", "bịa")
HOW_MUCH = ("bao nhiêu", "bao nhiu", "mấy", "nhiêu", "tiền", "mức", "bn", "nhiu")

# intent → (topic, kinds it is about)
KINDS: dict[str, tuple[Topic, tuple[str, ...]]] = {
    "process_who_nominates": ("process", ("who_introduces", "who_can_be")),
    "process_where": ("process", ("where", "contact")),
    "process_how": ("process", ("steps", "check")),
    "process_papers": ("process", ("papers",)),
    "propaganda_forms": (
        "propaganda",
        ("channel", "exchange", "contest", "publication", "launch", "content", "principle"),
    ),
    "propaganda_channels": ("propaganda", ("channel",)),
    "propaganda_exchange": ("propaganda", ("exchange",)),
    "propaganda_contest": ("propaganda", ("contest",)),
    "honour_forms": ("honour", ("praise", "event")),
    "honour_reward": ("honour", ("reward",)),
    "honour_support": ("honour", ("support",)),
}
# Words that the intent itself implies: they do not tell which entry is meant.
IMPLIED = {
    "process_who_nominates": "giới thiệu đề cử được",
    "process_where": "gửi nộp chỗ đâu nơi đề cử giới thiệu",
    "process_how": "bước quy trình thủ tục trình tự cách",
    "process_papers": "",
    "propaganda_forms": "hình thức tuyên truyền cách phương pháp nội dung",
    "propaganda_channels": "kênh tuyên truyền",
    "propaganda_exchange": "giao lưu tổ chức",
    "propaganda_contest": "tổ chức",
    "honour_forms": "tôn vinh biểu dương khen hình thức tổ chức cách",
    "honour_reward": "thưởng khen thưởng được",
    "honour_support": "hỗ trợ được",
}
# What these ask for, when a plan has no entry of their kind: finds what it leaves unsaid.
WORDS = {
    "process_papers": "hồ sơ mẫu phiếu giấy tờ biểu mẫu",
    "process_where": "nộp gửi địa chỉ nơi nhận",
    "process_who_nominates": "người dân tự giới thiệu đề cử",
    "propaganda_contest": "cuộc thi hội thi thi viết ấn phẩm kỷ yếu",
    "honour_reward": "mức thưởng tiền thưởng giấy khen",
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
    if intent == "process_where" and (reports := reports_meant(question)):
        return listing(plan, reports, question.turn.today, "")
    pool = entries(plan, topic)
    principles = _of_kinds(pool, ("principle",))
    if principles and mentions(question.text, HONESTY):
        return together(plan, principles, ())
    ranked = _ranked(question.text, pool, kinds, f"{names(plan)} {IMPLIED[intent]}")
    notes = [(entry, score) for entry, score in ranked if isinstance(entry, Note)]
    unsaid = [(e, score) for e, score in ranked if isinstance(e, Unsaid) and score >= SILENT]
    top = notes[0][1] if notes else 0.0
    silent = [entry for entry, _ in unsaid[:1]]
    if intent in AMOUNTS and mentions(question.text, HOW_MUCH):
        guess = _ranked(WORDS[intent], pool, (), names(plan))
        silent = silent or [entry for entry, _ in guess if isinstance(entry, Unsaid)][:1]
    if unsaid and unsaid[0][1] > max(top + NEAR, NAMED):
        chosen = []
    elif top >= NAMED and (plain(question, intent) or kind_of(notes[0][0]) in kinds):
        chosen = [entry for entry, score in notes if score >= top - NEAR]
    else:
        scores = {id(entry): score for entry, score in notes}
        chosen = (
            []
            if silent and intent not in AMOUNTS
            else sorted(_of_kinds(pool, kinds), key=lambda e: -_step(scores.get(id(e), 0.0)))
        )
        if named := dated_things(question):
            return listing(plan, named, question.turn.today, "")
    if not chosen and not silent:
        guess = _ranked(WORDS.get(intent, question.text), pool, kinds, names(plan))
        silent = [entry for entry, _ in guess if isinstance(entry, Unsaid)][:1]
        chosen = [] if silent else [entry for entry in pool if isinstance(entry, Note)]
    return together(plan, chosen, silent, first=intent in AMOUNTS)


def _step(score: float) -> float:
    """Scores that are nearly the same leave the plan's own order."""
    return round(score * 4) / 4 if score >= TOLD else 0.0


def plain(question: Question, intent: str) -> bool:
    """Whether the message says enough to name an entry of another kind than was asked for."""
    return len(telling(question.text, f"{names(question.plan)} {IMPLIED[intent]}")) > 1


def _of_kinds(pool: list[Note | Unsaid], kinds: tuple[str, ...]) -> list[Note]:
    """Those of the kinds, in the order of the kinds."""
    return [
        entry
        for kind in kinds
        for entry in pool
        if isinstance(entry, Note) and kind_of(entry) == kind
    ]


def _ranked(
    text: str, pool: list[Note | Unsaid], kinds: tuple[str, ...], skip: str
) -> list[tuple[Note | Unsaid, float]]:
    candidates = [Candidate(entry, (entry.title, *entry.aliases), entry.text) for entry in pool]
    scored = [
        (match.item, match.score + (PREFERRED if kind_of(match.item) in kinds else 0))
        for match in rank(text, candidates, skip=skip)
    ]
    return sorted(scored, key=lambda pair: -pair[1])


def together(
    plan: Plan, chosen: Sequence[Note], silent: Sequence[Unsaid], first: bool = False
) -> Answer:
    """What the plan says, and what it leaves unsaid when that was asked as well (or `first`)."""
    if not chosen and silent:
        return note_answer(silent[0])
    if len(chosen) == 1 and not silent:
        return note_answer(chosen[0])
    unsaid = tuple(block for item in silent for block in note_answer(item).blocks)
    said = tuple(f"- {entry.title}: {entry.text}" for entry in chosen)
    return Answer(
        lead=f"Theo kế hoạch {plan.locality.name}:",
        blocks=(*unsaid, *said) if first else (*said, *unsaid),
        cites=tuple((entry.section, entry.title) for entry in chosen),
        choices=tuple(show(plan, entry.id, entry.title) for entry in chosen[:6])
        if len(chosen) > 2
        else (),
    )


def _register() -> None:
    for intent, (topic, _) in KINDS.items():
        on_intent(intent)(about_plan(topic, intent)(answer))


_register()
