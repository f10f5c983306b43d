"""Whatever sets a score leaves a line of history that says what it was; a score that stays leaves none."""

import pytest

from contacts.models import Contact, ScoreChange
from contacts.services import contact_merge, contact_update, contact_upsert, contacts_score, contacts_upsert
from contacts.services.imports import import_run
from tests.factories.contacts import make_contact, make_import
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
KEY = Actor("key", "key_1", "CRM")
PERSON = Actor("user", "1", "ada@example.com")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com")


def lines(workspace: Workspace) -> list[tuple[int, int, str]]:
    rows = ScoreChange.objects.in_workspace(workspace).order_by("pk")
    return list(rows.values_list("before", "after", "source"))


def test_on_a_page(workspace: Workspace, ada: Contact) -> None:
    contact_update(contact=ada, fields={"score": 5}, actor=PERSON)
    contact_update(contact=ada, fields={"score": 5, "first_name": "Ada"}, actor=PERSON)
    assert lines(workspace) == [(0, 5, "user")]


def test_over_the_api_one_by_one(workspace: Workspace, ada: Contact) -> None:
    contact_upsert(workspace=workspace, fields={"email": "ada@example.com", "score": 5}, actor=KEY)
    contact_upsert(workspace=workspace, fields={"email": "new@example.com", "score": -2}, actor=KEY)
    contact_upsert(workspace=workspace, fields={"email": "none@example.com"}, actor=KEY)
    assert lines(workspace) == [(0, 5, "key"), (0, -2, "key")]


def test_over_the_api_many_at_once(workspace: Workspace, ada: Contact) -> None:
    given = {"ada@example.com": {"score": 5}, "new@example.com": {"score": 3}, "none@example.com": {}}
    items = [{"email": email, **fields} for email, fields in given.items()]
    contacts_upsert(workspace=workspace, items=items, actor=KEY)
    assert sorted(lines(workspace)) == [(0, 3, "key"), (0, 5, "key")]


def test_by_an_import_which_a_dry_run_is_not(workspace: Workspace, ada: Contact) -> None:
    text = "email,score\nada@example.com,9\nnew@example.com,4\n"
    import_run(import_id=make_import(workspace, text, goal="check").pk)
    assert lines(workspace) == []
    item = make_import(workspace, text)
    import_run(import_id=item.pk)
    assert lines(workspace) == [(0, 9, f"import:{item.pk}")]


def test_by_a_step_and_a_merge(workspace: Workspace, ada: Contact) -> None:
    twin = make_contact(workspace, score=7)
    contacts_score(workspace_id=workspace.pk, contact_ids=[ada.pk], delta=2, now=database_now(), source="campaign")
    contact_merge(target=ada, source=twin, actor=PERSON)
    assert lines(workspace) == [(0, 2, "campaign"), (2, 7, "merge")]
