"""`consent/confirmations` and `contacts/{id}/preferences-link` over the tenant API."""

from typing import Any

import pytest

from contacts.models import Consent
from messaging.api.tenant.confirmations import ASK, ASKED
from messaging.consent.links import read_token
from messaging.services import consent_settings_set
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact, make_topic
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1])


def test_each_address_has_an_answer(api: Caller, acme: Workspace) -> None:
    assert api.post("/consent/confirmations", {"emails": ["ada@example.com"]}).status_code == 409
    template, _ = make_published(acme, message_type="transactional")
    consent_settings_set(workspace=acme, confirmation_template=template, actor=Actor.system())
    make_contact(acme, email="Ada@example.com")
    make_topic(acme, key="product-news")
    make_contact(make_workspace(), email="nobody@example.com")
    answer = api.post("/consent/confirmations", ASK)
    assert (answer.status_code, answer.json()) == (202, ASKED)
    assert list(Consent.objects.in_workspace(acme).values_list("state", "topic__key")) == [("pending", "product-news")]
    unknown = api.post("/consent/confirmations", {"emails": ["ada@example.com"], "topic": "gossip"})
    assert unknown.json()["data"]["contacts"] == [{"email": "ada@example.com", "outcome": "unknown"}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "emails"),
        ({"emails": []}, "emails"),
        ({"emails": [1]}, "emails[0]"),
        ({"emails": ["a@example.com"] * 1_001}, "emails"),
        ({"emails": ["a@example.com"], "channel": "pigeon"}, "channel"),
        ({"emails": ["a@example.com"], "colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(api: Caller, body: dict[str, Any], field: str) -> None:
    answer = api.post("/consent/confirmations", body)
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, field)


def test_the_link_is_the_contacts(api: Caller, acme: Workspace) -> None:
    contact = make_contact(acme)
    data = api.get(f"/contacts/{contact.public_id}/preferences-link").json()["data"]
    assert read_token(data["url"].rpartition("/")[2]).contact_id == contact.pk
    foreign = make_contact(make_workspace())
    assert api.get(f"/contacts/{foreign.public_id}/preferences-link").status_code == 404
