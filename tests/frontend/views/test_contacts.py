"""Contacts and segments: lists, search, and one of each."""

import pytest
from django.test import Client

from contacts.models import Consent
from contacts.selectors import contact_by_email, segment_list
from tests.frontend.campaigns import launch, make_people, make_welcome_series
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def test_an_empty_list_leads_to_the_import(workspace: Workspace, editor: Client) -> None:
    assert 'href="/w/acme/contacts/imports/"' in editor.get("/w/acme/contacts/").content.decode()


def test_a_contact_shows_fields_consent_segments_and_campaigns(workspace: Workspace, editor: Client) -> None:
    people = make_people(workspace)
    launch(make_welcome_series(workspace))
    context = editor.get(f"/w/acme/contacts/{people[0].public_id}/").context
    data = {shown.section.key: shown.data for shown in context["sections"]}
    assert [consent.state for consent in data["consent"]["consents"]] == ["granted"]
    assert [row.segment.name for row in data["segments"]["memberships"]] == ["Paying customers"]
    assert data["campaigns"]["executions"] == []
    nobody = editor.get(f"/w/acme/contacts/{people[2].public_id}/").content.decode()
    assert "Nobody asked yet" in nobody
    assert Consent.objects.in_workspace(workspace).count() == 2


def test_a_segment_says_in_words_who_belongs_to_it(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    make_welcome_series(workspace)
    segment = segment_list(workspace=workspace).get()
    context = editor.get(f"/w/acme/segments/{segment.public_id}/").context
    assert context["rule_words"].startswith("Plan is one of")
    assert [contact.pk for contact in context["page"].rows] == [
        getattr(contact_by_email(workspace=workspace, email="ada@example.com"), "pk", None)
    ]


@pytest.mark.parametrize("path", ["contacts/ct_x/", "segments/seg_x/", "contacts/imports/imp_x/", "templates/tpl_x/"])
def test_a_malformed_id_is_not_found(workspace: Workspace, editor: Client, path: str) -> None:
    assert editor.get(f"/w/acme/{path}").status_code == 404
