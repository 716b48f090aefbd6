"""Placeholders for what Rasa names at import but this pipeline never calls.

`import rasa` touches TensorFlow, plotting and a dozen chat and storage clients, 1.7 GB in all and
ten seconds of every start. They are not installed. The finder stands last in `sys.meta_path`: a
package that is installed is always the one that is used.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

_NAMES = """
aio_pika aiogram aiormq apscheduler boto3 botocore cachecontrol colorclass fbmessenger google keras
mattermostwrapper matplotlib prompt_toolkit pymongo questionary redis rocketchat_API
sklearn_crfsuite slack_sdk socketio structlog_sentry tensorflow tensorflow_hub terminaltables twilio
webexteamssdk
"""
ABSENT = frozenset(_NAMES.split())


class AbsentPackageError(RuntimeError):
    """A component that needs a package left out of this environment was used."""


class _Placeholder(type):
    """Class of placeholders: may be subclassed, subscripted and named in annotations, not used."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__qualname__}.{name}")

    def __getitem__(cls, item: object) -> Any:
        return cls

    def __or__(cls, other: object) -> Any:
        return cls

    __ror__ = __or__


def _placeholder(name: str) -> Any:
    def refuse(*_args: object, **_options: object) -> NoReturn:
        raise AbsentPackageError(f"{name} is not installed in nlu/.venv; add it to pyproject.toml")

    return _Placeholder(name, (), {"__init__": refuse})


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _placeholder(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _AbsentLoader(Loader):
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


class _AbsentFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in ABSENT:
            return None
        return ModuleSpec(fullname, _AbsentLoader(), is_package=True)


def stand_in() -> None:
    if not any(isinstance(finder, _AbsentFinder) for finder in sys.meta_path):
        sys.meta_path.append(_AbsentFinder())
