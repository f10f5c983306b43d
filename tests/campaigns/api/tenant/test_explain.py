"""`GET /campaigns/{id}/explain`: by id or e-mail, checked, and nobody of another workspace."""

from typing import Any

import pytest

from tests.factories.campaigns import chain, launch, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
DAY = {"duration": {"value": 1, "unit": "days"}}


def test_by_id_and_by_email(api: Any, acme: Workspace) -> None:
    contact = make_contact(acme, email="ada@example.com")
    campaign = launch(acme, chain(("w", "wait", DAY)))
    tick()
    for asked in (contact.public_id, "Ada@Example.com"):
        answer = api.get(f"/campaigns/{campaign.public_id}/explain?contact={asked}")
        assert answer.status_code == 200, answer.content
        data = answer.json()["data"]
        assert (data["verdict"], data["contact_id"]) == ("under_way", contact.public_id)
        assert data["text"].startswith("Waits at “Wait”.")
        assert [line["outcome"] for line in data["entries"][0]["journal"]] == ["passed", "waiting"]


def test_who_is_unknown_is_not_found(api: Any, acme: Workspace) -> None:
    make_contact(acme)
    campaign = launch(acme, chain())
    stranger = make_contact(make_workspace(), email="eve@example.com")
    for asked in (stranger.public_id, "eve@example.com", "nobody@example.com", "ct_1"):
        assert api.get(f"/campaigns/{campaign.public_id}/explain?contact={asked}").status_code == 404, asked
    for query in ("", "?contact=%00@x", "?contact=a@b.c&more=1"):
        assert api.get(f"/campaigns/{campaign.public_id}/explain{query}").status_code == 400, query
