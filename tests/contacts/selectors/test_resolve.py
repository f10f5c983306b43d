"""Who is meant by an id, an address or an external id, in one query and in one workspace."""

import pytest
from pytest_django import DjangoAssertNumQueries

from contacts.selectors import ContactRef, contact_find, contacts_resolve
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.errors import NotFound

pytestmark = pytest.mark.django_db


def test_each_in_its_place(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    workspace = make_workspace()
    ann = make_contact(workspace, email="Ann@example.com", external_id="7")
    bob = make_contact(workspace, email="bob@example.com")
    eve = make_contact(make_workspace(), email="eve@example.com", external_id="8")
    asked = {
        ContactRef("email", " ann@EXAMPLE.com "): ann.pk,
        ContactRef("email", "eve@example.com"): None,
        ContactRef("contact_id", bob.public_id): bob.pk,
        ContactRef("contact_id", str(bob.pk)): bob.pk,
        ContactRef("contact_id", eve.public_id): None,
        ContactRef("contact_id", "ct_1"): None,
        ContactRef("external_id", "7"): ann.pk,
        ContactRef("external_id", "8"): None,
        ContactRef("external_id", "\x00"): None,
        ContactRef("email", "\ud800@x"): None,
    }
    with django_assert_num_queries(1):
        assert contacts_resolve(workspace_id=workspace.pk, refs=list(asked)) == list(asked.values())
    assert contacts_resolve(workspace_id=workspace.pk, refs=[]) == []


def test_one_by_whatever_was_typed() -> None:
    workspace = make_workspace()
    ann = make_contact(workspace, email="ann@example.com")
    assert contact_find(workspace=workspace, text="Ann@example.com") == ann
    assert contact_find(workspace=workspace, text=ann.public_id) == ann
    for text in ("ann", "", "nobody@example.com", "\x00@"):
        with pytest.raises(NotFound):
            contact_find(workspace=workspace, text=text)
