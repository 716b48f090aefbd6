"""Reads the plans. A mistake is reported with the file, the line and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from data.plans.schema import Plan

PLANS = Path(__file__).parent


class _Loader(yaml.CSafeLoader):
    """Leaves dates and words such as "on" as text: the schema reads them, and tells the line."""


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class PlanError(ValueError):
    """A plan file that cannot be used; the message names file and line."""


def load_plan(path: Path) -> Plan:
    """Reads one plan file.

    Raises:
        PlanError: with every mistake found, one a line, as `file:line: where: what`.
    """
    source = path.read_text(encoding="utf-8")
    try:
        raw = yaml.load(source, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise PlanError(f"{path}:{line}: không đọc được YAML: {error}") from error
    if raw is None:
        raise PlanError(f"{path}:1: tệp trống; cần một kế hoạch")
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as error:
        raise PlanError("\n".join(_lines(path, _nodes(source), error))) from error
    if plan.locality.slug != path.stem:
        root = _nodes(source)
        raise PlanError(
            f"{path}:{_line(root, ('locality', 'slug'))}: locality.slug: "
            f"cần {path.stem!r} như tên tệp, thấy {plan.locality.slug!r}"
        )
    return plan


def _nodes(source: str) -> yaml.Node:
    """The file as nodes, which know their lines."""
    root = yaml.compose(source, Loader=_Loader)
    assert root is not None
    return root


def _lines(path: Path, root: yaml.Node, error: ValidationError) -> list[str]:
    return [
        f"{path}:{_line(root, problem['loc'])}: {_where(problem['loc'])}: {problem['msg']}"
        for problem in error.errors()
    ]


def _where(loc: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in loc) or "tệp"


def _line(root: yaml.Node, loc: Sequence[str | int]) -> int:
    """The line of the deepest node on the way to `loc` (a missing key gives its parent's)."""
    node, line = root, root.start_mark.line + 1
    for part in loc:
        child = _child(node, part)
        if child is None:
            continue  # pydantic puts union tags into the path; the file has no such node
        node, line = child
    return line


def _child(node: yaml.Node, part: str | int) -> tuple[Any, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None
