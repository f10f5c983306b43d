"""Browsers of other sites call the APIs only where the installation allows their address, and never with cookies."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.workspaces import make_api_key, make_workspace

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example.com"
LIST = "/api/v1/tenant/campaigns?workspace=acme"
ASK = {"origin": SHOP, "access-control-request-method": "POST"}
FAMILIES = (
    LIST,
    "/api/workspaces/acme/campaigns",
    "/v1/campaigns/x/status",
    "/public/v1/email/campaigns",
    "/channel-service/v1/campaign",
)


@pytest.fixture
def key() -> str:
    return make_api_key(make_workspace("acme"))[1]


def cors(answer: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.items() if name.lower().startswith("access-control-")}


def test_nobody_is_allowed_unless_named(client: Client, key: str) -> None:
    for path in FAMILIES:
        assert cors(client.options(path, headers=ASK)) == {}
        assert cors(client.get(path, headers={"origin": SHOP, "x-api-key": key})) == {}


def test_a_named_address_may_call_every_family_with_a_key_and_read_its_answers(
    client: Client, key: str, settings: Any
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SHOP]
    for path in FAMILIES:
        asked = client.options(path, headers=ASK)
        assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (200, SHOP)
        assert {"authorization", "x-api-key", "idempotency-key"} <= set(
            asked["Access-Control-Allow-Headers"].split(", ")
        )
        assert "Access-Control-Allow-Credentials" not in asked
        assert cors(client.options(path, headers={**ASK, "origin": "https://shop.example.com.evil.example"})) == {}
    answer = client.get(LIST, headers={"origin": SHOP, "x-api-key": key})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]
    assert "origin" in answer["Vary"]


def test_pages_and_the_admin_are_never_shared(client: Client, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SHOP]
    for path in ("/sign-in/", "/admin/login/", "/healthz", "/u/none", "/w/acme/"):
        assert cors(client.get(path, headers={"origin": SHOP})) == {}
        assert cors(client.options(path, headers=ASK)) == {}
