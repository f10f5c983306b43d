"""The consent log to download: a contact's by every member, the whole one by editors; and no formulas."""

import csv
from io import StringIO

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from contacts.services import ConsentChange, Evidence, consent_set_many
from tests.factories.contacts import make_contact, make_contacts, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def rows_of(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert isinstance(answer, StreamingHttpResponse)
    return list(csv.reader(StringIO(b"".join(answer).decode())))  # type: ignore[arg-type]


def test_logs_hold_every_line_once(workspace: Workspace, editor: Client, viewer: Client) -> None:
    topic = make_topic(workspace, key="news")
    one, two = make_contacts(workspace, 2)
    foreign = make_contact(make_workspace())
    for contact, topic_id in ((one, topic.pk), (two, None), (foreign, None)):
        consent_set_many(
            workspace_id=contact.workspace_id,
            changes=[ConsentChange(contact.pk, "email", "marketing", "granted", topic_id)],
            source="form",
            now=database_now(),
            evidence=Evidence("=1+1", "consent"),
        )
    [header, line] = rows_of(viewer, f"/w/acme/contacts/{one.public_id}/consent.csv")
    assert header[0] == "recorded_at"
    assert line[1:] == [one.public_id, "email", "marketing", "news", "granted", "form", "consent", "'=1+1"]
    assert [row[1] for row in rows_of(editor, "/w/acme/topics/consent-log.csv")[1:]] == [one.public_id, two.public_id]
    assert viewer.get("/w/acme/topics/consent-log.csv").status_code == 403


def test_the_contacts_page_tells_how_it_came_about(workspace: Workspace, viewer: Client) -> None:
    contact, topic = make_contact(workspace), make_topic(workspace, name="Product news")
    consent_set_many(
        workspace_id=workspace.pk,
        changes=[ConsentChange(contact.pk, "email", "marketing", "granted", topic.pk)],
        source="form",
        now=database_now(),
        evidence=Evidence("Yes, <b>write</b> to me"),
    )
    text = viewer.get(f"/w/acme/contacts/{contact.public_id}/").content.decode()
    assert "Marketing by E-mail about “Product news”" in text
    assert "Yes, &lt;b&gt;write&lt;/b&gt; to me" in text
