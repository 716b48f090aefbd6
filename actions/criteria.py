"""Criteria (*tiêu chuẩn, tiêu chí*): general, by field, movement and kind of subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.about_plan import about_plan
from actions.answers import Answer, Question, ask, bullets, loose, names, note_answer, show
from actions.folding import phrase
from actions.matching import Candidate, best, mentions, rank
from actions.registry import on_intent
from data.plans.schema import CriteriaGroup, CriteriaPart, Note, Plan, Unsaid
from data.plans.vocabulary import load_vocabulary

ALL_KINDS = frozenset({"collective", "person", "household"})  # whoever can be an exemplar


@on_intent("criteria_general")
@about_plan("criteria", "criteria_general")
def general(question: Question) -> Answer:
    if (
        groups_meant(question)
        or _subjects_of_their_own(question)
        or absent_fields(question)
        or _by_deed(question)
    ):
        return specific_answer(question)
    return general_answer(question.plan)


def _subjects_of_their_own(question: Question) -> bool:
    """Whether the kinds of exemplar that are named ask for more than what holds for all: "tiêu
    chuẩn chung cho tập thể, cá nhân" does not, unless the plan tells them apart."""
    subjects = subjects_meant(question)
    if not subjects or set(subjects) <= ALL_KINDS:
        return _subjects(question.plan, subjects) is not None
    return True


def general_answer(plan: Plan) -> Answer:
    parts = plan.criteria.general
    note = plan.criteria.general_note
    if not parts:
        text = note.text if note else "Kế hoạch không nêu tiêu chuẩn chung."
        return Answer((text,), ((note.section, "Tiêu chuẩn"),) if note and note.section else ())
    blocks = tuple(_part(part, titled=len(parts) > 1) for part in parts)
    count = sum(len(part.points) for part in parts)
    return Answer(
        lead=f"{_capital(plan.locality.name)} có {count} tiêu chuẩn chung:",
        blocks=blocks,
        cites=tuple((part.section, "Tiêu chuẩn chung") for part in parts),
        choices=(ask("Tiêu chí theo lĩnh vực", "criteria_list", plan),)
        if plan.criteria.groups
        else (),
    )


@on_intent("criteria_specific")
@about_plan("criteria", "criteria_specific")
def specific(question: Question) -> Answer:
    return specific_answer(question)


def specific_answer(question: Question) -> Answer:
    plan, subjects = question.plan, subjects_meant(question)
    if groups := groups_meant(question):
        return _groups(plan, groups, subjects, question.text)
    if subjects and (answer := _subjects(plan, subjects)):
        return answer
    if (found := _by_words(question)) is not None:
        return (
            _groups(plan, [found], ()) if isinstance(found, CriteriaGroup) else note_answer(found)
        )
    if absent := absent_fields(question):
        return _absent(plan, f"lĩnh vực {absent[0]}")
    if deed := _by_deed(question):
        return _groups(plan, [deed], (), question.text)
    if subjects:
        return _of_their_field(question, subjects[0])
    return listing(plan)


def _of_their_field(question: Question, subject: str) -> Answer:
    """Nothing for these people in particular: said so, with the criteria of their field."""
    plan = question.plan
    name = subject_name(subject).lower()
    term = question.turn.plans.vocabulary.subjects.get(subject)
    field = term.field if term else None
    near = [g for g in plan.criteria.groups if field and (g.id == field or field in g.fields)]
    if not near:
        return _with_definition(_absent(plan, name), plan, name)
    answer = _groups(plan, near[:1], ())
    lead = f"Kế hoạch {plan.locality.name} không nêu tiêu chí riêng cho {name}. Lĩnh vực gần nhất:"
    return replace(answer, lead=lead, stated=False)


def _with_definition(answer: Answer, plan: Plan, name: str) -> Answer:
    """Whether such exemplars are meant at all, when the plan says whom it means."""
    note = plan.criteria.definition
    if not mentions(note.text, (name,)):
        return answer
    return replace(
        answer,
        blocks=(f"Ai có thể là điển hình: {note.text}", *answer.blocks),
        cites=((note.section, note.title), *answer.cites),
    )


def _by_deed(question: Question) -> CriteriaGroup | None:
    """The group whose field everyday words for a deed point to: "trồng rau sạch"."""
    fields = {
        key
        for key, term in question.turn.plans.vocabulary.fields.items()
        if mentions(question.text, term.deeds)
    }
    groups = question.plan.criteria.groups
    return next((g for g in groups if g.id in fields or fields & set(g.fields)), None)


def _by_words(question: Question) -> CriteriaGroup | Note | Unsaid | None:
    """The one group or note whose words stand in the message."""
    plan = question.plan
    candidates: list[Candidate[CriteriaGroup | Note | Unsaid]] = [
        Candidate(group, (group.title, *group.aliases), _text(group))
        for group in plan.criteria.groups
    ]
    candidates += [
        Candidate(item, (item.title, *item.aliases), item.text) for item in loose(plan, "criteria")
    ]
    found = best(rank(question.text, candidates, skip=names(plan)), floor=0.7)
    return found[0] if found else None


def groups_meant(question: Question) -> list[CriteriaGroup]:
    """Groups of the plan that the message's fields and movements stand for."""
    ids = set(question.understanding.ids("field", "movement"))
    if group := question.turn.arguments.get("group"):
        ids.add(group)
    groups = question.plan.criteria.groups
    exact = [group for group in groups if group.id in ids]
    return exact or [group for group in groups if ids & set(group.fields)]


def subjects_meant(question: Question) -> tuple[str, ...]:
    known = question.turn.plans.vocabulary.subjects
    own = {group.id for group in question.plan.criteria.groups}
    return tuple(key for key in question.understanding.ids("subject") if key in known or key in own)


def absent_fields(question: Question) -> list[str]:
    """Names of fields that were asked for and that this plan has no criteria for."""
    fields = question.turn.plans.vocabulary.fields
    return [fields[key].name for key in question.understanding.ids("field") if key in fields]


def _groups(
    plan: Plan, groups: list[CriteriaGroup], subjects: tuple[str, ...], text: str = ""
) -> Answer:
    """The part whose words stand in the message comes first."""
    blocks: list[str] = []
    cites: list[tuple[str, str]] = []
    for group in groups[:3]:
        parts = _merged([part for part in group.parts if _covers(part, subjects)] or group.parts)
        ranked = rank(text, [Candidate(part, (), " ".join(part.points)) for part in parts])
        first = [match.item for match in ranked[:1]]
        parts = [*first, *(part for part in parts if part not in first)]
        told = [_part(part, titled=len(group.parts) > 1) for part in parts]
        blocks += [f"{group.title}:\n{told[0]}", *told[1:]]
        cites.extend((part.section, group.title) for part in parts)
        if group.note:
            blocks.append(f"Lưu ý: {group.note}")
    return Answer(
        blocks=tuple(blocks),
        cites=tuple(cites),
        lead=f"Tiêu chí ở {plan.locality.name}:",
        choices=(ask("Tiêu chuẩn chung", "criteria_general", plan),),
        entry=groups[0].id,
    )


def _absent(plan: Plan, what: str) -> Answer:
    """The plan has no criteria for it: said so, with what it has instead."""
    general = general_answer(plan)
    has = ", ".join(group.title for group in plan.criteria.groups)
    lead = f"Kế hoạch {plan.locality.name} không nêu tiêu chí riêng cho {what}."
    if not has:
        return Answer(
            lead=lead, blocks=general.blocks, cites=general.cites, choices=general.choices
        )
    return Answer(
        lead=lead,
        blocks=(f"Các nhóm có tiêu chí riêng: {has}.", "Ngoài ra áp dụng tiêu chuẩn chung."),
        extra=("\n".join((general.lead, *general.blocks)),),
        cites=general.cites,
        choices=general.choices,
    )


def _subjects(plan: Plan, subjects: tuple[str, ...]) -> Answer | None:
    """What the plan asks of these kinds of subject in particular; None when it does not."""
    blocks: list[str] = []
    cites: list[tuple[str, str]] = []
    for part in plan.criteria.general:
        if _covers(part, subjects):
            blocks.append(f"Tiêu chuẩn chung – {_part(part, titled=True)}")
            cites.append((part.section, "Tiêu chuẩn chung"))
    for group in sorted(plan.criteria.groups, key=lambda group: group.kind != "subject"):
        in_order = sorted(_merged(group.parts), key=lambda part: _place(part, subjects))
        for part in sorted(in_order, key=lambda part: not _covers(part, subjects)):
            if _covers(part, subjects) or (group.kind == "subject" and group.id in subjects):
                blocks.append(f"{group.title} – {_part(part, titled=True)}")
                cites.append((part.section, group.title))
    if not blocks:
        return None
    lead = f"Tiêu chí ở {plan.locality.name}:"
    return Answer(lead=lead, blocks=tuple(blocks), cites=tuple(cites))


@on_intent("criteria_list")
@about_plan("criteria", "criteria_list")
def which_groups(question: Question) -> Answer:
    answer = listing(question.plan)
    asked = groups_meant(question)
    has = ", ".join(group.title for group in asked)
    lacks = ", ".join(absent_fields(question)) if not asked else ""
    if has:
        return replace(answer, lead=f"Có {has}. {answer.lead}")
    return replace(answer, lead=f"Không có {lacks}. {answer.lead}") if lacks else answer


def listing(plan: Plan) -> Answer:
    groups = plan.criteria.groups
    if not groups:
        return general_answer(plan)
    titles = "; ".join(f"{n}. {group.title}" for n, group in enumerate(groups, 1))
    return Answer(
        lead=f"Kế hoạch {plan.locality.name} có tiêu chí riêng cho {len(groups)} "
        f"{'lĩnh vực' if all(g.kind == 'field' for g in groups) else 'nhóm'}:",
        blocks=(titles,),
        cites=((_common([group.section for group in groups]), "Tiêu chí theo lĩnh vực"),),
        choices=tuple(show(plan, group.id, group.title) for group in groups),
    )


@on_intent("exemplar_definition")
@about_plan("criteria", "exemplar_definition")
def definition(question: Question) -> Answer:
    note = question.plan.criteria.definition
    return Answer(
        (note.text,),
        ((note.section, note.title),),
        (ask("Tiêu chuẩn chung", "criteria_general", question.plan),),
        entry=note.id,
    )


def group_answer(plan: Plan, group: CriteriaGroup) -> Answer:
    return _groups(plan, [group], ())


def _covers(part: CriteriaPart, subjects: tuple[str, ...]) -> bool:
    """A part is for its subject, and for every one its label names."""
    label = f" {phrase(part.label or '')} "
    return any(
        part.subject == subject or f" {phrase(subject_name(subject))} " in label
        for subject in subjects
    )


def _place(part: CriteriaPart, subjects: tuple[str, ...]) -> int:
    """Subjects come in the order the message names them."""
    return subjects.index(part.subject) if part.subject in subjects else len(subjects)


def _merged(parts: Sequence[CriteriaPart]) -> list[CriteriaPart]:
    """Parts that say the same of several subjects, said once."""
    merged: dict[tuple[str, tuple[str, ...]], CriteriaPart] = {}
    for part in parts:
        key = (part.section, part.points)
        if key in merged:
            label = f"{_label(merged[key])}, {_label(part).lower()}"
            part = part.model_copy(update={"label": label})  # noqa: PLW2901
        merged[key] = part
    return list(merged.values())


def _label(part: CriteriaPart) -> str:
    return part.label or (subject_name(part.subject) if part.subject else "")


def _part(part: CriteriaPart, titled: bool) -> str:
    label = _label(part)
    return f"{label}:\n{bullets(part.points)}" if titled and label else bullets(part.points)


def subject_name(subject: str) -> str:
    term = load_vocabulary().subjects.get(subject)
    return term.name if term else subject


def _text(group: CriteriaGroup) -> str:
    return " ".join(point for part in group.parts for point in part.points)


def _common(sections: list[str]) -> str:
    """What all sections begin with: "V.2, gạch 1" and "V.2, gạch 2" stand in "V.2"."""
    first = sections[0].split(",")[0]
    while first and not all(section.startswith(first) for section in sections):
        first = first.rpartition(".")[0]
    return first or sections[0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
