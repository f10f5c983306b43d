"""`members`: who belongs to the workspace."""

from tests.factories.workspaces import make_member, make_user, make_workspace
from tests.workspaces.api.workspace.client import key_of, read
from workspaces.models import Role, User


def test_members(db):
    acme = make_workspace("acme-corp")
    ada = make_member(acme, Role.ADMIN, make_user("ada@example.com"))
    User.objects.filter(pk=ada.pk).update(first_name="Ada", last_name="Lovelace")
    bob = make_member(acme, Role.VIEWER, make_user("bob@example.com"))
    make_member(acme, Role.EDITOR, make_user("gone@example.com", is_active=False))
    make_member(make_workspace(), Role.OWNER)
    assert read(key_of(acme, "workspace:read"), "/members") == [
        {"id": str(ada.pk), "name": "Ada Lovelace", "email": "ada@example.com", "role": "admin"},
        {"id": str(bob.pk), "name": "bob@example.com", "email": "bob@example.com", "role": "viewer"},
    ]
