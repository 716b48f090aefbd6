"""What `/openapi.json` says is so: schemathesis calls every operation as described and in every way
that is not."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, CheckFunction, Response
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.channels.registry import CHANNELS
from bot.settings import Settings
from bot.web.app import create_app
from tests.channels.cases import cases
from tests.gateway.signing import signed
from tests.web_api.conftest import ACCOUNT, Served

OPENAPI = create_app(Settings(environment="test"), "").openapi()
described = schemathesis.openapi.from_dict(OPENAPI)
# All checks there are, but that whatever fits the schema is taken: of a locality nobody knows, a
# blank text or half of a letter no schema tells.
UNSAID: list[CheckFunction] = [positive_data_acceptance]
EVERYDAY = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=1000, derandomize=False)
AnyCase = Case[Any]


def is_as_described(case: AnyCase, served: Served, **more: Any) -> None:
    case.call_and_validate(base_url=served.url, excluded_checks=UNSAID, **more)


@described.parametrize()
@EVERYDAY
def test_every_operation_is_as_described(case: AnyCase, served: Served) -> None:
    is_as_described(case, served)


@pytest.mark.fuzz
@described.parametrize()
@LONG
def test_every_operation_is_as_described_at_length(case: AnyCase, served: Served) -> None:
    is_as_described(case, served)


@pytest.mark.parametrize("channel", CHANNELS)
@described.include(path_regex="^/webhooks/").parametrize()
@EVERYDAY
def test_an_account_s_webhook_is_as_described(case: AnyCase, served: Served, channel: str) -> None:
    """Also when the vendor's secret, where it has one, comes along."""
    case.path_parameters = {"channel": channel, "slug": ACCOUNT}
    is_as_described(case, served, headers=signed(cases(channel)[0].account, b""))


def talks(served: Served, seen: set[tuple[str, int]]) -> type[APIStateMachine]:
    """From a session to its messages and history, by the links of the description."""
    chat = described.include(path_regex="/api/chat/").exclude(path_regex="/events")

    class Talk(chat.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: AnyCase) -> dict[str, Any]:
            return {"base_url": served.url}

        def validate_response(self, response: Response, case: AnyCase, **_: Any) -> None:
            seen.add((case.operation.label, response.status_code))
            case.validate_response(response, excluded_checks=UNSAID)

    return Talk


def lead_on(served: Served, how: settings) -> None:
    seen: set[tuple[str, int]] = set()
    talks(served, seen).run(settings=how)
    assert {("POST /api/chat/messages", 200), ("GET /api/chat/history", 200)} <= seen
    assert not served.troubles()


def test_a_session_leads_on(served: Served) -> None:
    lead_on(served, settings(EVERYDAY, max_examples=12, stateful_step_count=5))


@pytest.mark.fuzz
def test_a_session_leads_on_at_length(served: Served) -> None:
    lead_on(served, settings(LONG, max_examples=300, stateful_step_count=10))


def test_the_description_says_what_each_operation_answers() -> None:
    statuses = {
        f"{method} {path}": set(operation["responses"])
        for path, operations in OPENAPI["paths"].items()
        for method, operation in operations.items()
    }
    assert statuses == {
        "post /api/chat/sessions": {"201", "400", "413", "422", "429", "503"},
        "post /api/chat/messages": {"200", "202", "400", "404", "409", "413", "422", "429", "503"},
        "get /api/chat/events": {"200", "404", "422", "503"},
        "get /api/chat/history": {"200", "404", "422", "503"},
        "post /api/chat/photos": {"201", "400", "404", "413", "415", "422", "429", "503"},
        "get /webhooks/{channel}/{slug}": {"200", "401", "403", "404", "405", "413", "503"},
        "post /webhooks/{channel}/{slug}": {"200", "401", "403", "404", "405", "413", "503"},
        "get /healthz": {"200", "503"},
        "get /cau-chuyen.atom": {"200", "503"},
    }
