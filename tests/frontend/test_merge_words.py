"""What a merge would leave, in the page's words."""

from datetime import UTC, datetime

import pytest

from contacts.models import Contact
from contacts.selectors import merge_preview
from frontend.merge_words import MergeRow, merge_rows
from tests.factories.contacts import make_contact
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def test_fields_have_their_names_and_values_are_as_people_write_them(workspace: Workspace) -> None:
    workspace.timezone = "Europe/Vienna"
    ada = make_contact(workspace, email="ada@example.com", attributes={"is_pro": False, "likes": ["tea"]})
    twin = make_contact(workspace, email="a.l@example.com", phone="+436641234567", attributes={"is_pro": False})
    for contact, day in ((ada, 2), (twin, 1)):
        contact.created_at = datetime(2026, 7, day, 22, 30, tzinfo=UTC)
    assert list(merge_rows(workspace, merge_preview(target=ada, source=twin))) == [
        MergeRow("E-mail address", "ada@example.com", "a.l@example.com", "ada@example.com", dropped=True),
        MergeRow("Phone number", "", "+436641234567", "+436641234567", dropped=False),
        MergeRow("Score", "0", "0", "0", dropped=False),
        MergeRow("Known since", "3 Jul 2026, 00:30", "2 Jul 2026, 00:30", "2 Jul 2026, 00:30", dropped=False),
        MergeRow("Is pro", "No", "No", "No", dropped=False),
        MergeRow("Likes", "tea", "", "tea", dropped=False),
    ]
    assert Contact.objects.in_workspace(workspace).count() == 2
