"""What one plan (*kế hoạch*) says, as typed data: one YAML file a locality.

Texts are in our own plain words, faithful to the plan; `section` is where the plan says it,
written as the plan numbers it ("V.1", "III.2.2.7.b", "IV.1.2.a, gạch 1").
`aliases` are what people call the thing; they feed the matching, and are never shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.plans.when import When

Topic = Literal[
    "criteria", "deadline", "quota", "responsibility", "process", "plan", "propaganda", "honour"
]
Slug = str
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Middle(_Model):
    """About where a locality lies: degrees, and the distance from there to its farthest edge."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    radius_km: float = Field(gt=0)


class Locality(_Model):
    """*Địa phương*. `ended` is the day its government ceased (districts: 1 July 2025)."""

    slug: Slug
    name: str  # "xã Bình Lương"
    level: Literal["xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã"]
    parents: tuple[str, ...]  # nearest first: ("huyện Như Xuân", "tỉnh Thanh Hóa")
    aliases: tuple[str, ...] = ()
    ended: dt.date | None = None
    middle: Middle | None = None


class Fact(_Model):
    """One thing the plan says about itself. `stated: false` is an answer too."""

    text: str
    section: str | None = None
    stated: bool = True

    @model_validator(mode="after")
    def _cited(self) -> Fact:
        if self.stated and not self.section:
            raise ValueError("điều kế hoạch có nêu thì phải có 'section' (mục)")
        return self


class Period(_Model):
    first: int
    last: int
    text: str
    section: str

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.last, 12, 31)


class Identity(_Model):
    title: Fact
    number: Fact
    date: Fact
    issuer: Fact
    signer: Fact
    scope: Fact
    budget: Fact
    recipients: Fact
    period: Period
    legal_basis: tuple[Fact, ...]
    purpose: tuple[Fact, ...]
    requirements: tuple[Fact, ...] = ()
    goals: tuple[Fact, ...] = ()


class Entry(_Model):
    """Anything that can be asked for by name within a plan. `id` is unique in the plan."""

    id: Slug
    title: str
    section: str
    aliases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _slug(self) -> Entry:
        if not SLUG.match(self.id):
            raise ValueError(f"'id' phải là chữ thường không dấu nối bằng '-': {self.id!r}")
        return self


class Note(Entry):
    """An entry that is one piece of text."""

    text: str


class CriteriaPart(_Model):
    """Criteria for one kind of subject; `subject` None when the plan does not tell them apart."""

    subject: Slug | None = None  # an id of vocabulary.yaml `subjects`
    label: str | None = None  # as the plan names it, when that says more
    section: str
    points: tuple[str, ...] = Field(min_length=1)


class CriteriaGroup(Entry):
    """Criteria of one field, movement or kind of subject.

    `id` is the vocabulary's id where there is one (fields, subjects), so that "y tế" means the
    same field in every plan.
    """

    kind: Literal["field", "movement", "subject"]
    fields: tuple[Slug, ...] = ()  # a movement that also answers for these fields
    parts: tuple[CriteriaPart, ...] = Field(min_length=1)
    note: str | None = None


class Criteria(_Model):
    definition: Note  # who counts as an exemplar
    general: tuple[CriteriaPart, ...]  # empty when the plan issues none
    general_note: Fact | None = None
    groups: tuple[CriteriaGroup, ...] = ()


class Deadline(Entry):
    """A date, report, event or recurring task: what, when, who, and sent to whom."""

    kind: Literal["report", "event", "task", "registration", "milestone"]
    what: str
    when: When
    when_text: str  # how a person would say it: "trước ngày 31/5/2023"
    who: str
    units: tuple[Slug, ...] = ()  # ids of `units` who must do it
    to: str | None = None  # None: the plan does not say
    note: str | None = None


class Quota(Entry):
    """*Chỉ tiêu*: how many, of what, per what, by whom."""

    text: str
    minimum: int | None = None
    maximum: int | None = None
    percent: int | None = None
    per: str | None = None  # "năm", "quý", "mỗi xã, thị trấn một năm"
    who: str | None = None
    units: tuple[Slug, ...] = ()
    groups: tuple[Slug, ...] = ()  # ids of criteria groups it counts for


class Unit(_Model):
    """*Đơn vị*: whom the plan gives duties. `aliases` are the names people use for it."""

    id: Slug
    name: str
    aliases: tuple[str, ...] = ()
    note: str | None = None


class Duty(_Model):
    unit: Slug
    section: str
    points: tuple[str, ...] = Field(min_length=1)


class Form(Note):
    """*Hình thức tuyên truyền*."""

    kind: Literal["content", "channel", "exchange", "contest", "publication", "principle", "launch"]


class Honour(Note):
    """*Biểu dương, khen thưởng, tôn vinh*, and support for exemplars."""

    kind: Literal["praise", "reward", "event", "support"]


class Step(Note):
    """One thing about the process (*quy trình*)."""

    kind: Literal["who_can_be", "who_introduces", "where", "steps", "papers", "contact", "check"]


class Other(Note):
    """Something else people may ask, filed under a topic."""

    topic: Topic


class Unsaid(_Model):
    """Something people ask for and the plan does not state: answered so, with whom to ask."""

    id: Slug
    topic: Topic
    title: str
    text: str
    ask: str
    aliases: tuple[str, ...] = ()


class Plan(_Model):
    locality: Locality
    identity: Identity
    criteria: Criteria
    deadlines: tuple[Deadline, ...]
    quotas: tuple[Quota, ...]
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]
    propaganda: tuple[Form, ...]
    honours: tuple[Honour, ...]
    process: tuple[Step, ...]
    others: tuple[Other, ...] = ()
    unsaid: tuple[Unsaid, ...]

    def entries(self) -> Iterator[tuple[Topic, Entry | Unsaid]]:
        """Everything with an id, with the topic it answers."""
        yield "criteria", self.criteria.definition
        for group in self.criteria.groups:
            yield "criteria", group
        for deadline in self.deadlines:
            yield "deadline", deadline
        for quota in self.quotas:
            yield "quota", quota
        for form in self.propaganda:
            yield "propaganda", form
        for honour in self.honours:
            yield "honour", honour
        for step in self.process:
            yield "process", step
        for other in self.others:
            yield other.topic, other
        for unsaid in self.unsaid:
            yield unsaid.topic, unsaid

    @model_validator(mode="after")
    def _consistent(self) -> Plan:
        ids: set[str] = set()
        for _, entry in self.entries():
            if entry.id in ids:
                raise ValueError(f"id {entry.id!r} dùng hai lần")
            ids.add(entry.id)
        units = {unit.id for unit in self.units}
        groups = {group.id for group in self.criteria.groups}
        for duty in self.duties:
            if duty.unit not in units:
                raise ValueError(f"duties: đơn vị {duty.unit!r} không có trong 'units'")
        items: tuple[Deadline | Quota, ...] = (*self.deadlines, *self.quotas)
        for item in items:
            if missing := set(item.units) - units:
                raise ValueError(f"{item.id}: đơn vị {sorted(missing)} không có trong 'units'")
        for quota in self.quotas:
            if missing := set(quota.groups) - groups:
                raise ValueError(f"{quota.id}: nhóm {sorted(missing)} không có trong 'groups'")
        return self
