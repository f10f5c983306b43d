"""Consent in a browser: the preference page as a contact meets it, topics and merging as a marketer does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Consent, Contact
from contacts.services import ConsentChange, consent_set_many
from messaging.consent.links import preferences_url
from tests.browser.pages import answer, look
from tests.factories.contacts import make_contact, make_topic
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def test_a_contact_chooses_what_to_get_without_signing_in(
    page: Page, workspace: Workspace, origin: str, pictures: Path
) -> None:
    ada = make_contact(workspace, email="ada@example.com")
    make_topic(workspace, key="news", name="Product news", description="What is new, about once a month.")
    make_topic(workspace, key="events", name="Events near you")
    yes = ConsentChange(ada.pk, "email", "marketing", "granted")
    consent_set_many(workspace_id=workspace.pk, changes=[yes], source="form", now=database_now())
    page.goto(preferences_url(ada.pk, database_now()))
    assert look(page, pictures, "preferences") == []
    page.get_by_label("Events near you").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Events near you")).not_to_be_checked()
    page.get_by_role("button", name="Unsubscribe from everything").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("sends you no more marketing")
    rows = Consent.objects.in_workspace(workspace).order_by("pk").values_list("topic__key", "state")
    assert list(rows) == [(None, "denied"), ("events", "denied")]


def test_a_marketer_makes_topics_and_merges_two_contacts(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    ada = make_contact(workspace, email="ada@example.com", attributes={"plan": "pro"})
    make_contact(workspace, email="ada.l@example.com", attributes={"plan": "free", "city": "London"})
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/topics/")
    page.get_by_role("link", name="Make the first one").click()
    page.get_by_label("Name").fill("Product news")
    page.get_by_label("Key").fill("product-news")
    assert look(page, pictures, "topic-form") == []
    page.get_by_role("button", name="Make the topic").click()
    expect(page.get_by_role("rowheader", name="Product news")).to_be_visible()
    assert look(page, pictures, "topics") == []
    page.goto(f"{origin}/w/acme/contacts/{ada.public_id}/merge/")
    page.get_by_label("The other one’s e-mail address or id").fill("ada.l@example.com")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    assert look(page, pictures, "merge") == []
    page.get_by_role("button", name="Merge the two").click()
    answer(page)
    expect(page.get_by_text("The two are one contact now.")).to_be_visible()
    assert [contact.attributes for contact in Contact.objects.in_workspace(workspace)] == [
        {"plan": "pro", "city": "London"}
    ]
    assert look(page, pictures, "contact-after-merge") == []
