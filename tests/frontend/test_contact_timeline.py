"""A contact's timeline: every kind of line, filters, paging without loss, and a fixed number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ScoreChange, ScoreRule
from contacts.segments.refresh import run as refresh
from contacts.services import ConsentChange, EventIn, consent_set_many, contact_merge, contact_update, events_record
from contacts.services.imports import import_run
from frontend.contact_timeline import FILTERS, PAGE, Line, timeline_of
from messaging.models import Message
from tests.factories.campaigns import chain, default_sender, launch, send_config, settle_messages, tick
from tests.factories.contacts import make_contact, make_import, make_segment
from tests.factories.templates_app import make_published
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
EVERYBODY = {"condition": "AND", "rules": [{"type": "attribute", "field": "email", "operator": "is_set"}]}


def life(workspace: Workspace) -> Contact:
    """A contact to whom something of every kind happened."""
    contact, other = make_contact(workspace, email="ada@example.com"), make_contact(workspace)
    now = database_now()
    Contact.objects.in_workspace(workspace).update(created_at=now - timedelta(days=30))
    change = {"channel": "email", "message_type": "marketing", "state": "granted"}
    consent_set_many(
        workspace_id=workspace.pk,
        changes=[ConsentChange(each.pk, **change) for each in (contact, other)],
        source="import:imp_x",
        now=now - timedelta(days=9),
    )
    make_segment(workspace, EVERYBODY, name="All")
    refresh(now, 100)
    events = [EventIn(each.pk, "ordered", {}, now - timedelta(days=3)) for each in (contact, other)]
    events_record(workspace_id=workspace.pk, events=events)
    default_sender(workspace)
    template, _ = make_published(workspace, name="Hello")
    campaign = launch(workspace, chain(("s1", "send", send_config(template))), name="Welcome")
    tick()
    settle_messages(campaign)
    later = now + timedelta(hours=1)
    Message.objects.in_workspace(workspace).update(opened_at=later, clicked_at=later + timedelta(minutes=1))
    tick(now + timedelta(hours=2))
    return contact


def walked(workspace: Workspace, contact: Contact, chosen: str = "") -> list[Line]:
    lines: list[Line] = []
    before = ""
    while True:
        page = timeline_of(workspace, contact, chosen=chosen, before=before)
        lines += page.lines
        before = page.before
        if not before:
            return lines


def test_every_kind_of_happening_has_its_line(workspace: Workspace) -> None:
    contact = life(workspace)
    labels = [(line.label, line.text) for line in walked(workspace, contact)]
    for wanted in (
        ("Clicked", "Welcome: Hello"),
        ("Opened", "Welcome: Hello"),
        ("Sent", "Welcome: Hello"),
        ("Event", "ordered"),
        ("Entered", "Segment “All”"),
        ("Consent given", "Marketing by E-mail"),
        ("Known", "Became a contact"),
    ):
        assert labels.count(wanted) == 1, wanted
    assert labels[-1] == ("Known", "Became a contact")
    assert any(label == "Reached the end" and text.startswith("Welcome: ") for label, text in labels)


@pytest.mark.parametrize(
    ("chosen", "labels"),
    [
        ("events", {"Event"}),
        ("messages", {"Sent", "Opened", "Clicked"}),
        ("steps", {"Step", "Reached the end"}),
        ("segments", {"Entered"}),
        ("consent", {"Consent given"}),
        ("record", {"Known"}),
    ],
)
def test_a_filter_shows_its_kind_only(workspace: Workspace, chosen: str, labels: set[str]) -> None:
    assert {line.label for line in walked(workspace, life(workspace), chosen)} == labels
    assert chosen in FILTERS


def test_scores_merges_and_files_have_their_lines(workspace: Workspace) -> None:
    actor = Actor("user", "1", "ada@example.com")
    contact, twin = make_contact(workspace, email="ada@example.com"), make_contact(workspace, email="twin@example.com")
    contact_update(contact=contact, fields={"score": 1_200}, actor=actor)
    item = make_import(workspace, "email,score\ntwin@example.com,1500\nada@example.com,7\n")
    import_run(import_id=item.pk)
    rule = ScoreRule.objects.create(workspace=workspace, name="Buyers", kind="rule", points=5)
    change = {"contact": contact, "at": database_now(), "before": 7, "after": 2, "parts": {str(rule.pk): -5}}
    ScoreChange.objects.create(workspace=workspace, **change)
    contact_merge(target=contact, source=twin, actor=actor)
    lines = {(line.label, line.text, line.more) for line in walked(workspace, contact)}
    assert lines >= {
        ("Score", "+1,200 points: 0 → 1,200", "By hand."),
        ("Score", "−1,193 points: 1,200 → 7", "By an import."),
        ("Score", "−5 points: 7 → 2", "By “Buyers” −5."),
        ("Score", "+1,493 points: 7 → 1,500", "The higher one of two contacts that were merged."),
        ("Merged", "Another contact of the same person was merged into this one", ""),
        ("Imported", item.filename, "In row 3 of the file."),
    }
    assert {line.label for line in walked(workspace, contact, "score")} == {"Score"}
    assert {line.label for line in walked(workspace, contact, "record")} == {"Known", "Merged", "Imported"}


def test_pages_lose_and_repeat_nothing_also_at_one_moment(workspace: Workspace) -> None:
    contact = life(workspace)
    moment = database_now() - timedelta(days=2)
    many = [EventIn(contact.pk, f"seen {number}", {}, moment) for number in range(2 * PAGE + 5)]
    events_record(workspace_id=workspace.pk, events=many)
    seen = [line.text for line in walked(workspace, contact, "events")]
    assert sorted(seen) == sorted(["ordered", *(f"seen {number}" for number in range(2 * PAGE + 5))])
    assert [line.at for line in walked(workspace, contact)] == sorted(
        (line.at for line in walked(workspace, contact)), reverse=True
    )


def test_the_number_of_queries_is_fixed(workspace: Workspace) -> None:
    contact = life(workspace)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            timeline_of(workspace, contact)
        return len(captured)

    few = asked()
    many = [EventIn(contact.pk, f"seen {number}") for number in range(25)]
    events_record(workspace_id=workspace.pk, events=many)
    template, _ = make_published(workspace, name="Again")
    for _ in range(3):
        launch(workspace, chain(("s1", "send", send_config(template))))
    tick()
    assert asked() == few == 6


def test_older_lines_are_added_or_shown_alone(workspace: Workspace, editor: Client) -> None:
    contact = life(workspace)
    many: list[Any] = [EventIn(contact.pk, f"seen {number}") for number in range(PAGE)]
    events_record(workspace_id=workspace.pk, events=many)
    page = f"/w/acme/contacts/{contact.public_id}/"
    (shown,) = (each for each in editor.get(page).context["sections"] if each.section.key == "timeline")
    query = {"before": shown.data["timeline"].before}
    alone = editor.get(f"{page}timeline/", query).content.decode()
    added = editor.get(f"{page}timeline/", query, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in alone
    assert "<html" not in added
    assert "Became a contact" in alone
    assert "Became a contact" in added
    assert editor.get(f"{page}timeline/", {"before": "x"}).status_code == 404
    assert editor.get(page, {"show": "events"}).status_code == 200
