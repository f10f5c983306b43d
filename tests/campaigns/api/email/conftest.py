"""Callers and bodies for the tests of the e-mail API."""

from typing import Any

import pytest

from tests.campaigns.api.client import Caller
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key
from workspaces.models import Workspace

ROOT = "/public/v1/email"


@pytest.fixture
def mails(acme) -> Caller:
    """A key of acme with every scope, in this family."""
    return Caller(make_api_key(acme)[1], root=ROOT)


def body(workspace: Workspace, **more: Any) -> dict[str, Any]:
    """A new campaign with two templates and two mail accounts."""
    return {
        "name": "Thank you",
        "template_ids": [str(make_published(workspace)[0].pk) for _ in range(2)],
        "mail_account_ids": [str(make_sender(workspace).pk) for _ in range(2)],
        "events": ["sale.created"],
        **more,
    }


def refused(answer: Any) -> dict[str, Any]:
    """The error of a refusal, whose envelope is checked."""
    assert set(answer.json()) == {"ok", "error"}
    assert answer.json()["ok"] is False
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "details", "request_id"}
    return error


def fields(answer: Any) -> list[str]:
    """The fields that a refusal names."""
    assert answer.status_code == 422, answer.content
    assert refused(answer)["code"] == "validation_error"
    return [each["field"] for each in refused(answer)["details"]]
