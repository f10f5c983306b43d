"""The page of a workspace's sending limits."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.workspaces import make_member
from workspaces.models import Role, Workspace
from workspaces.services import Actor, workspace_update

pytestmark = pytest.mark.django_db
PATH = "/w/acme/limits/"


@pytest.fixture
def admin(client: Client, workspace: Workspace) -> Client:
    client.force_login(make_member(workspace, Role.ADMIN))
    return client


def rows(*caps: tuple[str, str, str, str]) -> dict[str, list[str]]:
    names = ("cap_count", "cap_days", "cap_channel", "cap_tag")
    return {name: [cap[place] for cap in caps] for place, name in enumerate(names)}


def form_of(page: Any, *caps: tuple[str, str, str, str], **fields: str) -> dict[str, Any]:
    """What a browser sends of the page: all that it showed, and what was changed."""
    form, shown = page.context["form"], {}
    for field in form:
        shown[field.html_name] = shown[field.html_initial_name] = field.field.prepare_value(field.initial) or ""
    return {"caps_seen": page.context["caps"].seen, **shown, **fields, **rows(*caps)}


def stored(workspace: Workspace) -> dict[str, Any]:
    workspace.refresh_from_db()
    return {**workspace.settings, "quiet_hours": workspace.quiet_hours}


def test_everything_is_set_and_taken_back(workspace: Workspace, admin: Client) -> None:
    page = admin.get(PATH)
    caps = [("3", "7", "", ""), ("1", "30", "", "Promotion"), ("", "", "", "")]
    times = {"quiet_start": "21:00", "quiet_end": "08:00"}
    answer = admin.post(PATH, form_of(page, *caps, contact_cap="2", cooldown="4", cooldown_unit="3600", **times))
    assert answer.status_code == 302
    assert stored(workspace) == {
        "frequency_cap": [{"count": 3, "days": 7}, {"count": 1, "days": 30, "tag": "promotion"}],
        "contact_daily_cap": 2,
        "contact_cooldown": 14_400,
        "quiet_hours": {"start": "21:00", "end": "08:00"},
    }
    page = admin.get(PATH)
    assert [(row["count"], row["days"], row["tag"]) for row in page.context["caps"].rows()] == [
        (3, 7, ""),
        (1, 30, "promotion"),
    ]
    assert (page.context["form"]["cooldown"].initial, page.context["form"]["cooldown_unit"].initial) == (4, 3_600)
    admin.post(PATH, form_of(page, contact_cap="", cooldown="", quiet_start="", quiet_end=""))
    assert stored(workspace) == {"quiet_hours": None}


def test_rows_come_and_go_before_anything_is_saved(workspace: Workspace, admin: Client) -> None:
    caps = [("3", "7", "", ""), ("1", "1", "email", "")]
    page = admin.get(PATH)
    more = admin.post(PATH, {**form_of(page, *caps, contact_cap="2"), "row": "add"})
    assert [row["count"] for row in more.context["caps"].rows()] == [3, 1, ""]
    assert more.context["form"]["contact_cap"].value() == "2"
    less = admin.post(PATH, {**form_of(page, *caps), "row": "1"})
    assert [(row["count"], row["channel"]) for row in less.context["caps"].rows()] == [(1, "email")]
    assert stored(workspace) == {"quiet_hours": None}


@pytest.mark.parametrize(
    ("cap", "place", "fault"),
    [
        (("0", "7", "", ""), "count", "must be greater than or equal to 1"),
        (("two", "7", "", ""), "count", "must be a whole number"),
        (("", "7", "", ""), "count", "required"),
        (("3", "400", "", ""), "days", "must be less than or equal to 365"),
        (("3", "7", "pigeon", ""), "channel", "must be 'email', 'sms', 'whatsapp', 'telegram', 'push' or 'onsite'"),
        (("3", "7", "email", "promotion"), "", "a cap is about a channel or about a tag"),
    ],
)
def test_a_wrong_cap_is_told_at_its_field(
    workspace: Workspace, admin: Client, cap: tuple[str, str, str, str], place: str, fault: str
) -> None:
    refused = admin.post(PATH, form_of(admin.get(PATH), ("1", "1", "", ""), cap, contact_cap="2"))
    [_, row] = refused.context["caps"].rows()
    assert {name: words for name, words in row["faults"].items() if words} == {place: fault}
    assert stored(workspace) == {"quiet_hours": None}


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"contact_cap": "0"}, "contact_cap"),
        ({"cooldown": "31", "cooldown_unit": "86400"}, "cooldown"),
        ({"cooldown": "5", "cooldown_unit": "7"}, "cooldown_unit"),
        ({"quiet_start": "21:00"}, "quiet_end"),
        ({"quiet_start": "21:00", "quiet_end": "21:00"}, "quiet_end"),
    ],
)
def test_other_fields_are_told_of_too(workspace: Workspace, admin: Client, fields: dict[str, str], place: str) -> None:
    refused = admin.post(PATH, form_of(admin.get(PATH), ("3", "7", "", ""), **fields))
    assert list(refused.context["form"].errors) == [place]
    assert stored(workspace) == {"quiet_hours": None}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(workspace: Workspace, admin: Client) -> None:
    before = admin.get(PATH)
    theirs = {"settings": {"frequency_cap": [{"count": 9, "days": 9}], "contact_cooldown": 60}}
    workspace_update(workspace=workspace, changes=theirs, actor=Actor.system())
    asked = admin.post(PATH, form_of(before, ("3", "7", "", ""), contact_cap="2"))
    assert asked.context["caps"].fault.startswith("Somebody else changed")
    assert "contact_daily_cap" not in stored(workspace)
    assert admin.post(PATH, form_of(asked, ("3", "7", "", ""), contact_cap="2")).status_code == 302
    assert stored(workspace) == {
        "frequency_cap": [{"count": 3, "days": 7}],
        "contact_daily_cap": 2,
        "contact_cooldown": 60,
        "quiet_hours": None,
    }


def test_others_only_look(workspace: Workspace, editor: Client) -> None:
    page = editor.get(PATH)
    assert page.status_code == 200
    assert "needs the role Admin" in page.content.decode()
    assert editor.post(PATH, {"contact_cap": "3"}).status_code == 403
    assert stored(workspace) == {"quiet_hours": None}
