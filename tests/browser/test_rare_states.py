"""Pages in states that pass quickly or happen seldom: asking for consent, work under way, work that failed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from contacts.models import (
    AttributeDefinition,
    BulkOperation,
    Consent,
    Contact,
    Export,
    ExportState,
    IndexState,
)
from contacts.services import EventIn, events_record
from messaging.consent.confirming import confirm_url
from messaging.models import ConsentConfirmation
from tests.browser.pages import answer, look
from tests.factories.contacts import define_attributes, make_contact, make_contacts, make_topic
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]


def confirmation(workspace: Workspace, contact: Contact, **fields: Any) -> ConsentConfirmation:
    now = database_now()
    values = {"created_at": now, "expires_at": now + timedelta(hours=48), **fields}
    return ConsentConfirmation.objects.create(
        workspace=workspace, contact=contact, channel="email", message_type="marketing", source="form", **values
    )


def test_a_contact_confirms_and_a_late_one_is_told(
    page: Page, workspace: Workspace, origin: str, pictures: Path
) -> None:
    ada = make_contact(workspace, email="ada@example.com")
    news = make_topic(workspace, key="news", name="Product news")
    fresh = confirmation(workspace, ada, topic=news, text="Yes, send me what is new about once a month.")
    page.goto(confirm_url(fresh.pk))
    expect(page.get_by_role("button")).to_be_visible()
    assert look(page, pictures, "confirm") == []
    page.get_by_role("button").press("Enter")
    expect(page.get_by_role("button")).to_have_count(0)
    assert look(page, pictures, "confirmed") == []
    assert [(each.topic_id, each.state) for each in Consent.objects.in_workspace(workspace)] == [(news.pk, "granted")]


def test_a_link_that_is_too_old_says_so(
    browser: Browser, workspace: Workspace, origin: str, pictures: Path, transactional_db: None
) -> None:
    old = confirmation(workspace, make_contact(workspace, email="ada@example.com"))
    past = old.created_at - timedelta(days=3)
    ConsentConfirmation.objects.in_workspace(workspace).update(created_at=past, expires_at=past + timedelta(hours=48))
    # A page of its own, as a browser notes on the console that the answer was a refusal.
    page = browser.new_page()
    for name, url in {"confirm-expired": confirm_url(old.pk), "confirm-invalid": f"{origin}/k/nobody"}.items():
        page.goto(url)
        expect(page.get_by_role("heading")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
        assert look(page, pictures, name) == []
    page.close()
    assert not Consent.objects.in_workspace(workspace).exists()


def test_a_person_is_taken_out_and_erased(
    page: Page, browser: Browser, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path, tmp_path: Path
) -> None:
    ada = make_contact(workspace, email="ada@example.com", first_name="Ada", attributes={"plan": "pro"})
    make_contact(workspace, email="grace@example.com")
    events_record(workspace_id=workspace.pk, events=[EventIn(ada.pk, "ordered", {"total": 49.9})])
    sign_in(workspace, Role.EDITOR)
    page.goto(f"{origin}/w/acme/contacts/{ada.public_id}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export", exact=True).click()
    with ZipFile(download.value.path()) as archive:
        assert archive.namelist() == ["data.json", "data.html"]
        archive.extract("data.html", tmp_path)
    # The file is read from a disk, so it is no page of the installation's.
    own = browser.new_page()
    own.goto((tmp_path / "data.html").as_uri())
    expect(own.get_by_text("ordered").first).to_be_visible()
    assert look(own, pictures, "personal-export") == []
    own.close()

    page.get_by_role("button", name="Erase").press("Enter")
    assert answer(page, yes=False).startswith("Erase ada@example.com? Everything that is kept")
    expect(page.get_by_role("button", name="Erase")).to_be_focused()
    expect(page.get_by_role("heading", name="ada@example.com")).to_be_visible()
    assert Contact.objects.in_workspace(workspace).count() == 2
    page.get_by_role("button", name="Erase").press("Enter")
    answer(page)
    expect(page.get_by_role("status").filter(has_text="The contact is erased.")).to_be_visible()
    assert [each.email for each in Contact.objects.in_workspace(workspace)] == ["grace@example.com"]
    assert look(page, pictures, "contact-erased") == []


def test_pages_under_way_and_failed(
    page: Page, workspace: Workspace, sign_in: SignIn, origin: str, pictures: Path
) -> None:
    define_attributes(workspace, {"plan": "text", "visits": "number", "city": "text", "tier": "text"})
    attributes = AttributeDefinition.objects.in_workspace(workspace)
    for key, state in zip(
        ("plan", "visits", "city"), (IndexState.WAITING, IndexState.BUILDING, IndexState.FAILED), strict=True
    ):
        attributes.filter(key=key).update(is_indexed=True, index_state=state)
    attributes.filter(key="city").update(index_error="A value is too long for an index: 2,704 bytes are the most.")
    now = database_now()
    contact = make_contacts(workspace, 3, tags=["vip"])[0]
    for state, written in ((ExportState.QUEUED, 0), (ExportState.RUNNING, 412_000), (ExportState.FAILED, 0)):
        Export.objects.create(
            workspace=workspace,
            kind="contacts",
            title="Contacts",
            state=state,
            rows_total=1_000_000,
            rows_written=written,
            error="The disk is full." if state == ExportState.FAILED else "",
            requested_by="ada@example.com",
            finished_at=now if state == ExportState.FAILED else None,
        )
    BulkOperation.objects.create(
        workspace=workspace,
        action="tag",
        params={"tag": "new"},
        expected=100_000,
        looked_at=40_000,
        changed=39_000,
        refused={"has_it": 1_000},
        state="paused",
        reason="The database did not answer.",
        created_at=now,
        not_before=now,
        moved_at=now,
        actor_kind="user",
        actor_label="ada@example.com",
    )
    sign_in(workspace, Role.EDITOR)
    problems = {}
    for name, path in {
        "attributes-working": "attributes/",
        "attribute-building": "attributes/visits/",
        "attribute-failed": "attributes/city/",
        "exports-working": "exports/",
        "bulk-failed": "contacts/bulk/",
        "contact-actions": f"contacts/{contact.public_id}/",
    }.items():
        page.goto(f"{origin}/w/acme/{path}")
        problems[name] = look(page, pictures, name)
    assert {name: found for name, found in problems.items() if found} == {}
