"""Saved views: who sees which, names, and what is refused."""

from typing import Any

import pytest

from contacts.models import SavedView
from contacts.selectors import saved_view_get, saved_views
from contacts.services import saved_view_create, saved_view_delete, saved_view_update
from tests.factories.contacts import define_attributes
from tests.factories.workspaces import make_member, make_workspace
from workspaces.errors import Conflict, DomainError, InvalidInput, NotFound
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.django_db
VIEW: dict[str, Any] = {"filter": {"tag": "vip"}, "columns": ["name", "score"], "sort": "score"}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def ada(workspace: Workspace) -> User:
    return make_member(workspace, Role.EDITOR)


def test_one_sees_ones_own_and_everybodys(workspace: Workspace, ada: User) -> None:
    bob = make_member(workspace, Role.VIEWER)
    shared = saved_view_create(workspace=workspace, name="VIPs", owner=None, **VIEW)
    own = saved_view_create(workspace=workspace, name="A list", owner=ada, **VIEW)
    saved_view_create(workspace=make_workspace(), name="Elsewhere", owner=None, **VIEW)
    assert list(saved_views(workspace=workspace, user=ada)) == [shared, own]
    assert list(saved_views(workspace=workspace, user=bob)) == [shared]
    assert saved_view_get(workspace=workspace, user=ada, view_id=own.public_id) == own
    with pytest.raises(NotFound):
        saved_view_get(workspace=workspace, user=bob, view_id=own.public_id)


def test_a_name_is_unique_among_ones_own_and_among_everybodys(workspace: Workspace, ada: User) -> None:
    saved_view_create(workspace=workspace, name="VIPs", owner=None, **VIEW)
    saved_view_create(workspace=workspace, name="VIPs", owner=ada, **VIEW)
    for owner in (None, ada):
        with pytest.raises(Conflict, match="There is a view “VIPs” already"):
            saved_view_create(workspace=workspace, name=" VIPs ", owner=owner, **VIEW)
    assert SavedView.objects.in_workspace(workspace).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 61},
        {"columns": ["attributes.plan"]},
        {"columns": [f"attributes.a{number}" for number in range(13)]},
        {"sort": "shoe size"},
        {"filter": {"planet": "mars"}},
        {"filter": {"rule": {"condition": "AND", "rules": []}}},
        {"filter": {"segment": "seg_01h455vb4pex5vsknk084sn02q"}},
    ],
)
def test_what_is_wrong_is_refused_and_nothing_kept(workspace: Workspace, ada: User, wrong: dict[str, Any]) -> None:
    define_attributes(workspace, {f"a{number}": "text" for number in range(13)})
    with pytest.raises(InvalidInput):
        saved_view_create(workspace=workspace, owner=ada, **{"name": "Fine", **VIEW, **wrong})
    view = saved_view_create(workspace=workspace, name="Fine", owner=ada, **VIEW)
    with pytest.raises(DomainError):
        saved_view_update(view=view, fields=wrong)
    kept = SavedView.objects.in_workspace(workspace).get()
    assert (kept.name, kept.filter, kept.columns, kept.sort) == ("Fine", {"tag": "vip"}, ["name", "score"], "score")


def test_a_view_is_changed_part_by_part_and_deleted(workspace: Workspace, ada: User) -> None:
    view = saved_view_create(workspace=workspace, name="VIPs", owner=ada, **VIEW)
    saved_view_update(view=view, fields={"name": "Very important"})
    saved_view_update(view=view, fields={"filter": {}, "columns": ["name", "name", "tags"]})
    kept = SavedView.objects.in_workspace(workspace).get()
    assert (kept.name, kept.filter, kept.columns, kept.sort) == ("Very important", {}, ["name", "tags"], "score")
    saved_view_delete(view=kept)
    assert not SavedView.objects.in_workspace(workspace).exists()
