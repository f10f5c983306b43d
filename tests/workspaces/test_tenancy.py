"""An unscoped queryset refuses to run, however it is run; scoped ones see one workspace only."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.admin.sites import site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.forms import modelform_factory

from tests.factories.workspaces import make_api_key, make_member, make_user, make_workspace
from workspaces.models import ApiKey, AuditEntry, Membership, Role, User, Workspace
from workspaces.tenancy import UnscopedQuery

pytestmark = pytest.mark.django_db

WAYS_TO_RUN = {
    "list": list,
    "iterate": lambda rows: next(iter(rows)),
    "iterator": lambda rows: next(rows.iterator()),
    "chunked iterator": lambda rows: next(rows.prefetch_related("user").iterator(chunk_size=2)),
    "len": len,
    "bool": bool,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "repr": repr,
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("pk"),
    "earliest": lambda rows: rows.earliest("pk"),
    "in_bulk": lambda rows: rows.in_bulk(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Membership.unscoped_objects.first()),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "dates": lambda rows: list(rows.dates("created_at", "day")),
    "filter": lambda rows: list(rows.filter(role="owner")),
    "exclude": lambda rows: list(rows.exclude(role="owner")),
    "annotate": lambda rows: list(rows.annotate(n=F("pk"))),
    "order_by": lambda rows: list(rows.order_by("pk")),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "update": lambda rows: rows.update(role="owner"),
    "bulk_update": lambda rows: rows.bulk_update(Membership.unscoped_objects.all(), ["role"]),
    "delete": lambda rows: rows.delete(),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: list(rows.raw("SELECT * FROM workspaces_membership")),
    "union": lambda rows: list(rows.union(Membership.objects.across_workspaces())),
    "right side of a union": lambda rows: list(Membership.objects.across_workspaces().union(rows)),
    "or": lambda rows: list(rows | Membership.objects.across_workspaces()),
    "right side of an or": lambda rows: list(Membership.objects.across_workspaces() | rows),
    "and": lambda rows: list(Membership.objects.across_workspaces() & rows),
    "in": lambda rows: list(Workspace.objects.filter(pk__in=rows.values("workspace_id"))),
    "Subquery": lambda rows: list(Workspace.objects.annotate(r=Subquery(rows.values("role")[:1]))),
    "Exists": lambda rows: list(Workspace.objects.filter(Exists(rows.filter(workspace=OuterRef("pk"))))),
}


@pytest.fixture
def two() -> tuple[Workspace, Workspace]:
    """Two workspaces with one member each."""
    mine, other = make_workspace("mine"), make_workspace("other")
    make_member(mine, Role.OWNER)
    make_member(other, Role.OWNER)
    return mine, other


@pytest.mark.parametrize("way", WAYS_TO_RUN)
def test_an_unscoped_queryset_refuses_to_run(two, way):
    before = list(Membership.unscoped_objects.order_by("pk").values())
    with pytest.raises(UnscopedQuery), transaction.atomic():
        WAYS_TO_RUN[way](Membership.objects.all())
    assert list(Membership.unscoped_objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("no_loop_running")
def test_the_asynchronous_ways_refuse_too():
    async def run_all() -> None:
        with pytest.raises(UnscopedQuery):
            await Membership.objects.acount()
        with pytest.raises(UnscopedQuery):
            await Membership.objects.afirst()
        with pytest.raises(UnscopedQuery):
            async for _ in Membership.objects.all():
                pass

    async_to_sync(run_all)()


def test_nothing_is_found_without_a_scope_either(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Membership.objects.none()) == []


def test_a_scope_narrows_and_lasts(two):
    mine, other = two
    rows = Membership.objects.in_workspace(mine)
    assert [row.workspace_id for row in rows] == [mine.pk]
    assert Membership.objects.in_workspace(mine.pk).filter(role="owner").order_by("pk").count() == 1
    assert not rows.filter(workspace=other).exists()
    assert rows.update(role="viewer") == 1
    assert Membership.objects.in_workspace(other).get().role == "owner"


def test_several_workspaces_are_named_one_by_one(two):
    mine, other = two
    make_member(make_workspace("third"))
    found = Membership.objects.in_workspaces([mine.pk, other.pk])
    assert {row.workspace_id for row in found} == {mine.pk, other.pk}
    assert list(Membership.objects.in_workspaces([])) == []


def test_scoped_querysets_combine(two):
    mine, other = two
    both = Membership.objects.in_workspace(mine) | Membership.objects.in_workspace(other)
    assert both.count() == 2
    union = Membership.objects.in_workspace(mine).union(Membership.objects.in_workspace(other))
    assert len(union) == 2
    assert Workspace.objects.filter(pk__in=Membership.objects.in_workspace(mine).values("workspace_id")).get() == mine


def test_a_row_leads_to_its_related_rows(two):
    mine, _ = two
    member = Membership.objects.in_workspace(mine).select_related("user").get()
    user = User.objects.get(pk=member.user_id)
    assert member.workspace == mine
    assert list(user.memberships.all()) == [member]
    assert user.memberships(manager="objects").get() == member
    assert user.memberships(manager="objects").count() == 1
    prefetched = User.objects.prefetch_related(Prefetch("memberships", queryset=Membership.objects.all())).get(
        pk=user.pk
    )
    assert list(prefetched.memberships.all()) == [member]


def test_an_exclusion_over_related_rows_works(two):
    mine, other = two
    first = User.objects.get(memberships__workspace=mine)
    found = Membership.objects.in_workspace(mine).exclude(user__memberships__workspace=other)
    assert [row.user_id for row in found] == [first.pk]


def test_deleting_a_workspace_takes_its_rows_and_no_others(two):
    mine, other = two
    make_api_key(mine)
    make_api_key(other)
    mine.delete()
    assert ApiKey.unscoped_objects.get().workspace_id == other.pk
    assert {entry.workspace_id for entry in AuditEntry.unscoped_objects.all()} == {other.pk}


def test_validation_sees_rows_of_every_workspace(two):
    mine, _ = two
    member = Membership.objects.in_workspace(mine).get()
    twin = Membership(workspace=mine, user=member.user, role=Role.VIEWER)
    with pytest.raises(ValidationError):
        twin.full_clean()


def test_forms_and_the_admin_work(two, rf):
    mine, _ = two
    form = modelform_factory(Membership, fields=["workspace", "user", "role"])(
        {"workspace": str(mine.pk), "user": str(make_user().pk), "role": "viewer"}
    )
    assert form.is_valid(), form.errors
    form.save()
    admin = site._registry[Membership]
    assert admin.get_queryset(rf.get("/")).count() == 3


def test_saving_and_refreshing_a_row_need_no_scope(two):
    mine, _ = two
    member = Membership.objects.in_workspace(mine).get()
    member.role = Role.ADMIN
    member.save()
    member.refresh_from_db()
    assert member.role == "admin"
    assert Membership.objects.in_workspace(mine).filter(Q(role="admin")).count() == 1
