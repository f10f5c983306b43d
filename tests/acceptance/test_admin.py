"""The staff admin as a whole: every model is there, every page opens, within few queries, and by workspace."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.admin.sites import site
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign, Execution
from contacts.models import Contact, Segment
from tests.acceptance.admin_rows import make_row
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import make_contact
from tests.factories.workspaces import PASSWORD, make_user, make_workspace
from workspaces.admin.base import StaffAdmin
from workspaces.models import User, Workspace
from workspaces.tenancy import WorkspaceModel

pytestmark = pytest.mark.django_db

# Not in the admin, and why.
LEFT_OUT = {
    "auth.Permission": "chosen at groups and users",
    "axes.AccessAttemptExpiration": "a part of an attempt",
    "contenttypes.ContentType": "Django's own list of models",
    "messaging.InboxWords": "an index of what was said, for searches; the threads are there",
    "django_celery_beat.PeriodicTasks": "one row that says when schedules changed",
    "sessions.Session": "whoever reads one is signed in as somebody else",
}
MODELS = sorted(site._registry, key=lambda model: model._meta.label)
TENANTS = [model for model in MODELS if issubclass(model, WorkspaceModel)]
SECRETIVE = [
    model
    for model in MODELS
    if model is User or any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
]
# What a page costs beside its rows: session, user, rights, workspaces for the header, counts, filters' choices.
MOST_QUERIES = 25


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.com", PASSWORD))
    return client


def page(model: Any, name: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def choose(staff: Client, workspace: Workspace | None, back: str = "/admin/") -> Any:
    form = {"workspace": workspace.pk if workspace else "", "next": back}
    return staff.post(reverse("admin:workspaces_workspace_choose"), form)


def rows_of(answer: Any) -> list[Any]:
    return list(answer.context["cl"].result_list)


def test_every_model_is_registered_or_left_out_with_a_reason() -> None:
    missing = {model._meta.label for model in apps.get_models() if model not in site._registry}
    assert missing == set(LEFT_OUT)


def test_every_tenants_row_is_found_by_its_workspace() -> None:
    for model in TENANTS:
        admin = site._registry[model]
        assert isinstance(admin, StaffAdmin), model
        assert admin.workspace_path == "workspace", model
        assert model._meta.get_field("workspace").related_model is Workspace


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_opens_and_longer_lists_cost_no_more_queries(staff: Client, model: Any) -> None:
    counts = []
    rows: list[Any] = []
    for number in (1, 4):
        rows += [make_row(model, make_workspace()) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            answer = staff.get(page(model, "changelist"))
        assert answer.status_code == 200
        assert len(rows_of(answer)) >= number
        counts.append(len(captured))
    # The drop-down of workspaces and the filters' choices grow with the rows, their queries don't.
    assert counts[1] <= counts[0] <= MOST_QUERIES
    with CaptureQueriesContext(connection) as captured:
        assert staff.get(page(model, "change", rows[-1].pk)).status_code == 200
    assert len(captured) <= MOST_QUERIES


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_searches_and_filters(staff: Client, model: Any) -> None:
    admin = site._registry[model]
    make_row(model, make_workspace())
    make_workspace()  # a filter with one choice is none
    assert admin.list_display != ("__str__",) or model._meta.label == "auth.Group"
    if admin.search_fields:
        # Each word is looked for by itself; first the whole may be a public id.
        for text in ("x 7 not a number_of ours %_'\"\\", "cmp_00000000000000000000000000"):
            assert staff.get(page(model, "changelist"), {"q": text}).status_code == 200
    if "workspace" in admin.list_filter:
        nobody = {"workspace__id__exact": str(UUID(int=1))}
        assert rows_of(staff.get(page(model, "changelist"), nobody)) == []


@pytest.mark.parametrize("model", SECRETIVE, ids=lambda model: model._meta.label)
def test_no_page_shows_what_is_secret(staff: Client, model: Any) -> None:
    """Bytes are keys, digests and sealed values; they stand on no page, not even sealed."""
    row = make_row(model, make_workspace())
    for address in (page(model, "changelist"), page(model, "change", row.pk)):
        shown = staff.get(address).content
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BinaryField) and getattr(row, field.attname):
                value = bytes(getattr(row, field.attname))
                assert value not in shown
                assert value.hex().encode() not in shown
        if model is User:
            assert row.password.encode() not in shown


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_a_chosen_workspace_narrows_every_list_and_opens_every_row(staff: Client, model: Any) -> None:
    mine, other = make_workspace(), make_workspace()
    own, foreign = make_row(model, mine), make_row(model, other)
    choose(staff, mine)
    answer = staff.get(page(model, "changelist"))
    assert [row.pk for row in rows_of(answer) if row.pk in (own.pk, foreign.pk)] == [own.pk]
    assert b"By Workspace" not in answer.content
    assert b"chosen-workspace" in answer.content
    assert staff.get(page(model, "change", foreign.pk)).status_code == 200
    choose(staff, None)
    shown = {row.pk for row in rows_of(staff.get(page(model, "changelist")))}
    assert {own.pk, foreign.pk} <= shown


def test_the_choice_stays_for_the_session_and_leads_back(staff: Client) -> None:
    workspace = make_workspace(name="Acme")
    make_workspace(name="Other")
    answer = choose(staff, workspace, "/admin/campaigns/campaign/?q=x")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/campaigns/campaign/?q=x")
    assert staff.session["admin_workspace"] == str(workspace.pk)
    shown = staff.get("/admin/").content.decode()
    assert f'<option value="{workspace.pk}" selected>Acme</option>' in shown
    assert "All workspaces" in shown
    assert choose(staff, None, "https://elsewhere.example/")["Location"] == "/admin/"
    assert staff.session["admin_workspace"] == ""


def test_a_workspace_that_is_gone_or_none_means_all(staff: Client) -> None:
    workspace = make_workspace()
    choose(staff, workspace)
    workspace.delete()
    other = make_row(Segment, make_workspace())
    assert rows_of(staff.get(page(Segment, "changelist"))) == [other]
    gone = staff.post(reverse("admin:workspaces_workspace_choose"), {"workspace": str(UUID(int=1))}, follow=True)
    assert "That workspace no longer exists" in gone.content.decode()
    assert staff.post(reverse("admin:workspaces_workspace_choose"), {"workspace": "none"}).status_code == 302
    assert staff.get(reverse("admin:workspaces_workspace_choose")).status_code == 405


def test_one_of_many_workspaces_is_chosen_in_their_list(staff: Client) -> None:
    first, second = make_workspace(name="First"), make_workspace(name="Second")
    form = {"action": "show_only", "_selected_action": [str(first.pk)]}
    shown = staff.post(page(Workspace, "changelist"), form, follow=True).content.decode()
    assert "Every list shows First only" in shown
    assert staff.session["admin_workspace"] == str(first.pk)
    form["_selected_action"] = [str(first.pk), str(second.pk)]
    assert "Select one workspace." in staff.post(page(Workspace, "changelist"), form, follow=True).content.decode()
    assert {row.pk for row in rows_of(staff.get(page(Workspace, "changelist")))} == {first.pk, second.pk}


def test_the_header_offers_a_hundred_and_the_chosen_one(staff: Client) -> None:
    Workspace.objects.bulk_create(Workspace(name=f"W{number:03}", slug=f"w{number}") for number in range(101))
    last = Workspace.objects.get(slug="w100")
    shown = staff.get("/admin/").content.decode()
    assert (f"{last.pk}" in shown, "Others…" in shown) == (False, True)
    choose(staff, last)
    assert f'<option value="{last.pk}" selected>W100</option>' in staff.get("/admin/").content.decode()


def test_new_rows_and_lookups_begin_in_the_chosen_workspace(staff: Client) -> None:
    mine, other = make_workspace(), make_workspace()
    own, _ = make_contact(mine, email="same@example.com"), make_contact(other, email="same@example.com")
    choose(staff, mine)
    form = staff.get(page(Campaign, "add")).context["adminform"].form
    assert form.initial["workspace"] == mine.pk
    query = {"app_label": "campaigns", "model_name": "execution", "field_name": "contact", "term": "same@example.com"}
    assert [row.pk for row in rows_of(staff.get(page(Contact, "changelist"), {"q": "same@example.com"}))] == [own.pk]
    assert staff.get(reverse("admin:autocomplete"), query).status_code in (200, 403)


def test_actions_of_a_list_reach_only_the_chosen_workspaces_rows(staff: Client) -> None:
    mine, other = make_workspace(), make_workspace()
    foreign = make_campaign(other)
    choose(staff, mine)
    form = {"action": "archive", "_selected_action": [str(foreign.pk)]}
    staff.post(page(Campaign, "changelist"), form)
    assert Campaign.objects.in_workspace(other).get(pk=foreign.pk).lifecycle == "DRAFT"


@pytest.mark.parametrize("model", [Campaign, Contact, Execution])
def test_a_public_id_finds_its_row(staff: Client, model: Any) -> None:
    row, _ = make_row(model, make_workspace()), make_row(model, make_workspace())
    row.refresh_from_db()
    assert rows_of(staff.get(page(model, "changelist"), {"q": f" {row.public_id} "})) == [row]


def test_staff_without_the_right_to_see_workspaces_are_offered_none(client: Client) -> None:
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_segment"))
    client.force_login(clerk)
    make_row(Segment, make_workspace(name="Zebra"))
    assert "chosen-workspace" not in client.get("/admin/").content.decode()
    client.force_login(make_user())
    assert client.post(reverse("admin:workspaces_workspace_choose"), {}).status_code == 302
    assert "admin_workspace" not in client.session
