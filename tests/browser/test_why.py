"""Why?: from the contact's page to the answer, at two widths, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from campaigns.engine import triggers
from campaigns.models import Campaign
from contacts.models import Contact
from contacts.services import EventIn, events_record
from tests.browser.pages import look
from tests.factories.campaigns import default_sender, flow, launch, send_config, settle_messages, tick
from tests.factories.contacts import define_attributes, make_contact
from tests.factories.templates_app import make_published
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser


def rule(*leaves: dict[str, Any]) -> dict[str, Any]:
    return {"condition": "AND", "rules": list(leaves)}


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Large orders are thanked; who pays for a plan then waits, the others are done."""
    define_attributes(workspace, {"plan": "text"})
    default_sender(workspace)
    template, _ = make_published(workspace, name="Thanks")
    large = rule({"type": "trigger", "field": "cart.total", "operator": ">=", "value": 100})
    pro = rule({"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"})
    document = flow(
        ("t", "trigger_event", {"event": "ordered", "filter": large}),
        ("s", "send", send_config(template)),
        ("c", "condition", {"rule": pro}),
        ("w", "wait", {"duration": {"value": 3, "unit": "days"}}),
        ("e", "end", {}),
        edges=["t>s", "s>c", "c.yes>w", "c.no>e", "w>e"],
    )
    settings = {"reentry": "always", "goal": {"event": "paid"}}
    return launch(workspace, document, name="Thank large orders", settings=settings)


def order(contact: Contact, campaign: Campaign, total: int) -> None:
    event = EventIn(contact.pk, "ordered", {"cart": {"total": total}})
    events_record(workspace_id=contact.workspace_id, events=[event])
    triggers.run()
    tick()
    settle_messages(campaign)
    tick()


def test_the_answer_is_two_clicks_away(
    page: Page,
    workspace: Workspace,
    campaign: Campaign,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    ada = make_contact(workspace, email="ada@example.com", first_name="Ada", attributes={"plan": "free"})
    bob = make_contact(workspace, email="bob@example.com", first_name="Bob")
    order(ada, campaign, 150)
    order(ada, campaign, 20)
    order(bob, campaign, 20)
    sign_in(workspace, Role.VIEWER)

    page.goto(f"{origin}/w/acme/contacts/{ada.public_id}/")
    page.get_by_role("link", name="Why? Thank large orders").click()
    page.wait_for_url("**/why/**")
    expect(page.get_by_text("Got it")).to_be_visible()
    expect(page.get_by_text("plan is “pro” – found “free”")).to_be_visible()
    expect(page.get_by_text("Filter: no")).to_be_visible()
    found = look(page, pictures, "why-got")

    page.goto(f"{origin}/w/acme/contacts/{bob.public_id}/")
    found += look(page, pictures, "why-contact")
    page.get_by_role("link", name="Why not? Thank large orders").click()
    page.wait_for_url("**/why/**")
    expect(page.get_by_role("heading", name="Ways into the campaign")).to_be_visible()
    expect(page.get_by_text("trigger’s cart.total is at least 100 – found 20").first).to_be_visible()
    found += look(page, pictures, "why-not")

    page.goto(f"{origin}/w/acme/contacts/{ada.public_id}/")
    page.get_by_role("link", name="ordered").first.click()
    page.wait_for_url("**/events/**")
    expect(page.get_by_text("was refused by 1 trigger")).to_be_visible()
    assert found + look(page, pictures, "why-event") == []
