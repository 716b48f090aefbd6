"""The plans: every fact of the sources has its entry, mistakes are told with file and line, and
a locality more is one file more."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from data.plans.catalogue import load_catalogue
from data.plans.loader import PLANS, PlanError, load_plan
from data.plans.schema import Plan

FACTS = Path(__file__).parent.parent / "facts"
SLUGS = ("binh-luong", "cam-ngoc", "go-vap", "trieu-son", "tua-chua")
NEW = Path(__file__).parent / "plan_of_an_invented_commune.yaml"


def facts() -> list[Any]:
    return [
        pytest.param(slug, fact, id=f"{slug}: {fact['fact']}")
        for slug in SLUGS
        for fact in yaml.safe_load((FACTS / f"{slug}.yaml").read_text(encoding="utf-8"))
    ]


def resolve(plan: Plan, where: str) -> list[BaseModel]:
    """What stands at a path such as `deadlines.bao-cao-so-ket` or `identity.number`."""
    first, _, rest = where.partition(".")
    if first == "locality":
        return [plan.locality]
    if first == "identity":
        found = getattr(plan.identity, rest)
        return list(found) if isinstance(found, tuple) else [found]
    if first == "criteria":
        part, _, group = rest.partition(".")
        if part == "groups":
            return [each for each in plan.criteria.groups if each.id == group]
        found = getattr(plan.criteria, part)
        return list(found) if isinstance(found, tuple) else [found]
    key = "unit" if first == "duties" else "id"
    return [each for each in getattr(plan, first) if getattr(each, key) == rest]


def texts(value: Any) -> list[str]:
    """Every piece of text in it; dates as people write them."""
    if isinstance(value, BaseModel):
        return texts(dict(value))
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, tuple | list):
        return [text for each in value for text in texts(each)]
    if isinstance(value, dt.date):
        return [f"{value.day}/{value.month}/{value.year}", f"{value:%d/%m/%Y}"]
    return [str(value)] if isinstance(value, str | int) else []


@pytest.mark.parametrize(("slug", "fact"), facts())
def test_every_fact_of_the_plan_has_its_entry(slug: str, fact: dict[str, Any]) -> None:
    plan = load_catalogue().get(slug)
    assert plan is not None
    entries = resolve(plan, fact["where"])
    assert entries, f"nothing at {fact['where']}"
    said = [" ".join(texts(entry)).casefold() for entry in entries]
    together = " ".join(said)
    for wanted in fact["says"]:
        assert str(wanted).casefold() in together, f"{wanted!r} not said at {fact['where']}"
    if fact.get("section"):
        assert any(_same_section(str(fact["section"]), entry) for entry in entries)


def _same_section(section: str, entry: BaseModel) -> bool:
    own = " ".join(texts([getattr(entry, "section", None), getattr(entry, "parts", None)]))
    own = own.casefold()
    wanted = {part.split(",")[0].strip().casefold() for part in section.split(";")}
    return any(part in own for part in wanted)


def test_the_lists_of_facts_are_whole() -> None:
    counts = {
        slug: len(yaml.safe_load((FACTS / f"{slug}.yaml").read_text(encoding="utf-8")))
        for slug in SLUGS
    }
    assert counts == {
        "binh-luong": 176,
        "cam-ngoc": 155,
        "go-vap": 178,
        "trieu-son": 182,
        "tua-chua": 211,
    }


@pytest.mark.parametrize(
    ("slug", "fields", "dated"),
    [
        ("binh-luong", 13, {"2023-05-31", "2025-05-31", "2023-06-11"}),
        ("cam-ngoc", 9, set()),
        ("go-vap", 0, {"2023-06-11"}),
        ("trieu-son", 14, set()),
        ("tua-chua", 12, {"2021-10-10", "2021-11-12", "2023-06-11"}),
    ],
)
def test_the_plans_have_their_criteria_and_their_days(
    slug: str, fields: int, dated: set[str]
) -> None:
    plan = load_catalogue().get(slug)
    assert plan is not None
    assert len(plan.criteria.groups) == fields
    days = {
        str(deadline.when.date) for deadline in plan.deadlines if hasattr(deadline.when, "date")
    }
    assert days == dated


def test_no_two_entries_answer_to_the_same_name() -> None:
    for plan in load_catalogue():
        names: dict[tuple[str, str], str] = {}
        for topic, entry in plan.entries():
            for alias in entry.aliases:
                other = names.setdefault((topic, alias), entry.id)
                assert other == entry.id, f"{plan.locality.slug}: {alias!r}: {other}, {entry.id}"


BROKEN = [
    ("a key that is no key", "level: xã", "level: xã\n  mayor: ai", "mayor"),
    ("a level that is none", "level: xã", "level: làng", "level"),
    ("a date that is none", "date: 2027-05-31", "date: 2027-02-31", "date"),
    ("a section left out", "section: IV.1", "# ", "section"),
    ("a unit nobody knows", "units: [ubnd-xa]", "units: [ubnd-huyen]", "ubnd-huyen"),
]


@pytest.mark.parametrize(
    ("old", "new", "named"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN]
)
def test_a_mistake_is_told_with_file_line_and_what(
    old: str, new: str, named: str, tmp_path: Path
) -> None:
    source = NEW.read_text(encoding="utf-8")
    assert old in source
    path = tmp_path / "suoi-tre.yaml"
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"{path}:")
    assert first.split(":")[1].isdigit()
    assert named in str(caught.value)


def test_a_file_that_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "suoi-tre.yaml"
    path.write_text("locality:\n  slug: [suoi-tre\n", encoding="utf-8")
    with pytest.raises(PlanError, match=r"suoi-tre\.yaml:\d+: không đọc được YAML"):
        load_plan(path)


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "suoi-tre.yaml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(PlanError, match="tệp trống"):
        load_plan(path)


def test_a_sixth_locality_is_one_more_file(tmp_path: Path) -> None:
    for path in PLANS.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    shutil.copy(NEW, tmp_path / "suoi-tre.yaml")
    catalogue = load_catalogue(tmp_path)
    assert len(catalogue) == 6
    plan = catalogue.get("suoi-tre")
    assert plan is not None
    assert plan.deadlines[0].when.last_day() == dt.date(2027, 5, 31)
