import pytest
from django.db import IntegrityError, transaction

from tests.factories.workspaces import make_member, make_user, make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Membership, Role, User, Workspace
from workspaces.selectors import membership_get, memberships_of, workspaces_of
from workspaces.services import Actor, audit_record, member_add, member_remove, workspace_create

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "covered"),
    [
        (Role.OWNER, {Role.OWNER, Role.ADMIN, Role.EDITOR, Role.VIEWER}),
        (Role.ADMIN, {Role.ADMIN, Role.EDITOR, Role.VIEWER}),
        (Role.EDITOR, {Role.EDITOR, Role.VIEWER}),
        (Role.VIEWER, {Role.VIEWER}),
    ],
)
def test_each_role_covers_those_below(role, covered):
    assert {needed for needed in Role if role.covers(needed)} == covered


def test_adding_a_member_again_changes_the_role():
    workspace = make_workspace()
    user = make_member(workspace, Role.VIEWER)
    member_add(workspace=workspace, user=user, role=Role.ADMIN, actor=Actor.system())
    assert Membership.objects.in_workspace(workspace).get().role == "admin"
    entries = AuditEntry.objects.in_workspace(workspace).filter(action="member.added").order_by("pk")
    assert [(entry.target_id, entry.data) for entry in entries] == [
        (str(user.pk), {"role": "viewer"}),
        (str(user.pk), {"role": "admin"}),
    ]


def test_the_last_owner_stays():
    workspace = make_workspace()
    owner = make_member(workspace, Role.OWNER)
    membership = Membership.objects.in_workspace(workspace).get()
    with pytest.raises(Conflict, match="needs an owner"):
        member_add(workspace=workspace, user=owner, role=Role.EDITOR, actor=Actor.system())
    with pytest.raises(Conflict, match="needs an owner"):
        member_remove(membership=membership, actor=Actor.system())
    assert Membership.objects.in_workspace(workspace).get().role == "owner"
    make_member(workspace, Role.OWNER)
    member_remove(membership=membership, actor=Actor.system())
    assert Membership.objects.in_workspace(workspace).count() == 1
    assert AuditEntry.objects.in_workspace(workspace).filter(action="member.removed").count() == 1


def test_a_person_enters_only_their_workspaces():
    mine, other = make_workspace("mine"), make_workspace("other")
    user = make_member(mine, Role.EDITOR)
    assert list(workspaces_of(user)) == [mine]
    assert [row.workspace for row in memberships_of(user)] == [mine]
    assert membership_get(user, "mine").role == "editor"
    assert membership_get(user, other.slug) is None
    user.is_active = False
    user.save()
    assert memberships_of(user) == []
    assert membership_get(user, "mine") is None


def test_a_workspace_starts_with_its_owner():
    owner = make_user("ada@example.com")
    workspace = workspace_create(name="Acme", slug="acme", timezone="Europe/Vienna", owner=owner)
    assert Membership.objects.in_workspace(workspace).get().role == "owner"
    entries = AuditEntry.objects.in_workspace(workspace).order_by("pk")
    assert [(entry.action, entry.actor_label) for entry in entries] == [
        ("workspace.created", "ada@example.com"),
        ("member.added", "ada@example.com"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "Acme"}, "slug"),
        ({"slug": "-acme"}, "slug"),
        ({"slug": "a b"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"slug": "acme\n"}, "slug"),
        ({"name": ""}, "name"),
        ({"timezone": "Vienna"}, "timezone"),
    ],
)
def test_a_bad_workspace_is_not_made(change, field):
    make_workspace("taken")
    with pytest.raises(InvalidInput) as refused:
        workspace_create(**{"name": "Acme", "slug": "acme", **change})
    assert [detail.field for detail in refused.value.details] == [field]
    assert Workspace.objects.count() == 1


def test_addresses_of_users_are_unique_without_regard_to_case():
    make_user("Ada@Example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("ada@example.com")
    assert User.objects.get_by_natural_key("ADA@example.COM").email == "Ada@example.com"


def test_the_audit_log_rolls_back_with_its_work():
    workspace = make_workspace()
    before = AuditEntry.objects.in_workspace(workspace).count()
    with transaction.atomic():
        audit_record(
            workspace=workspace, actor=Actor.system(), action="x.done", target_type="x", target_id="1", data={"a": 1}
        )
        transaction.set_rollback(True)
    assert AuditEntry.objects.in_workspace(workspace).count() == before


def test_a_line_of_the_audit_log_says_who_did_what():
    workspace = make_workspace()
    user = make_user("x" * 200 + "@example.com")
    entry = audit_record(
        workspace=workspace, actor=Actor.user(user), action="x.done", target_type="x", target_id="1", data={"a": 1}
    )
    entry.refresh_from_db()
    assert (entry.actor_kind, entry.actor_id, entry.actor_label) == ("user", str(user.pk), user.email)
    assert (entry.action, entry.target_type, entry.target_id, entry.data) == ("x.done", "x", "1", {"a": 1})
    assert entry.public_id.startswith("aud_")
