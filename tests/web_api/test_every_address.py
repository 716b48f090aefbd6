"""Every address of the web app as a stranger may call it, the desk's too: nothing fails."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from bot.web.app import create_app
from tests.web_api.conftest import Served
from tests.web_api.odd import Address, addresses, requests

EVERYDAY = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=500, derandomize=False)
EVERY = addresses(create_app(Settings(environment="test"), ""))
FORMS = ("csrf", "login", "password", "code", "ve", "tin", "session", "id", "text", "locality")


def test_there_are_pages_forms_and_webhooks() -> None:
    found = {str(each) for each in EVERY}
    assert {"GET /", "GET /ke-hoach/{slug}", "POST /webhooks/{channel}/{slug}"} <= found
    assert {"GET /ban-lam-viec", "POST /ban-lam-viec/dang-nhap", "GET /healthz"} <= found


def asks(http: httpx.Client, request: dict[str, Any]) -> None:
    answer = http.request(**request)
    assert answer.status_code < 500, (request, answer.text)
    if "text/html" in answer.headers.get("content-type", ""):
        assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("address", EVERY, ids=str)
@EVERYDAY
@given(data=st.data())
def test_a_stranger_breaks_nothing(
    served: Served, http: httpx.Client, address: Address, data: st.DataObject
) -> None:
    asks(http, data.draw(requests(address, fields=FORMS)))


@pytest.mark.fuzz
@pytest.mark.parametrize("address", EVERY, ids=str)
@LONG
@given(data=st.data())
def test_a_stranger_breaks_nothing_at_length(
    served: Served, http: httpx.Client, address: Address, data: st.DataObject
) -> None:
    asks(http, data.draw(requests(address, fields=FORMS)))
