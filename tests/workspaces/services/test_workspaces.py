"""Changing what is set for a workspace: checked by whoever named the setting, merged, and written down once."""

from typing import Any

import pytest

from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor, workspace_update
from workspaces.settings import settings_of

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("acme")


def change(workspace: Workspace, **settings: Any) -> Workspace:
    return workspace_update(workspace=workspace, changes={"settings": settings}, actor=ACTOR)


def test_settings_are_merged_and_put_back_by_null(workspace: Workspace) -> None:
    change(workspace, contact_daily_cap=3, frequency_cap={"count": 3, "days": 7})
    told = change(workspace, quiet_hours={"start": "21:00", "end": "08:00"}, contact_daily_cap=None)
    assert told.settings == {"frequency_cap": [{"count": 3, "days": 7}]}
    assert f"{told.quiet_start} {told.quiet_end}" == "21:00:00 08:00:00"
    assert {name: value for name, value in settings_of(told).items() if value is not None} == {
        "frequency_cap": [{"count": 3, "days": 7}],
        "quiet_hours": {"start": "21:00", "end": "08:00"},
    }
    assert change(workspace, quiet_hours=None).quiet_hours is None


def test_what_was_changed_stands_in_the_audit_log_once(workspace: Workspace) -> None:
    change(workspace, contact_cooldown=60)
    change(workspace, contact_cooldown=60)
    workspace_update(workspace=workspace, changes={"name": "Acme Ltd", "timezone": "Europe/Vienna"}, actor=ACTOR)
    lines = AuditEntry.objects.in_workspace(workspace).filter(action="workspace.updated").order_by("pk")
    assert [line.data for line in lines] == [
        {"contact_cooldown": 60},
        {"name": "Acme Ltd", "timezone": "Europe/Vienna"},
    ]


@pytest.mark.parametrize(
    ("settings", "faults"),
    [
        ({"frequency_cap": [{"count": 0, "days": 7}]}, {"settings.frequency_cap[0].count"}),
        (
            {"frequency_cap": [{"count": 1, "days": 1}, {"days": 366}]},
            {"settings.frequency_cap[1].count", "settings.frequency_cap[1].days"},
        ),
        ({"frequency_cap": [{"count": 1, "days": 7, "tag": "a", "channel": "sms"}]}, {"settings.frequency_cap[0]"}),
        ({"frequency_cap": [{"count": 1, "days": 7}] * 21}, {"settings.frequency_cap"}),
        ({"frequency_cap": [{"count": 1, "days": 7, "tag": "a\0b"}]}, {"settings.frequency_cap[0].tag"}),
        ({"contact_cooldown": "60"}, {"settings.contact_cooldown"}),
        ({"contact_daily_cap": True}, {"settings.contact_daily_cap"}),
        ({"quiet_hours": {"start": "21:00", "end": "21:00"}}, {"settings.quiet_hours"}),
        ({"quiet_hours": "off"}, {"settings.quiet_hours"}),
        ({"unknown_contacts": "maybe"}, {"settings.unknown_contacts"}),
        ({"templates_need_approval": "yes"}, {"settings.templates_need_approval"}),
        ({"frequency_caps": 3, "mars": None}, {"settings.frequency_caps", "settings.mars"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(
    workspace: Workspace, settings: dict[str, Any], faults: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(workspace, **{"link_tags": {"source": "news"}, **settings})
    assert {each.field for each in refused.value.details} == faults
    workspace.refresh_from_db()
    assert (workspace.settings, workspace.quiet_start) == ({}, None)


@pytest.mark.parametrize(
    ("changes", "field"), [({"timezone": "Mars"}, "timezone"), ({"name": ""}, "name"), ({"slug": "other"}, "slug")]
)
def test_other_fields_are_checked_too(workspace: Workspace, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        workspace_update(workspace=workspace, changes=changes, actor=ACTOR)
    assert [each.field for each in refused.value.details] == [field]
    workspace.refresh_from_db()
    assert (workspace.name, workspace.timezone, workspace.slug) == ("Acme", "UTC", "acme")


def test_what_was_stored_before_anybody_checked_is_as_if_it_were_not_there(workspace: Workspace) -> None:
    workspace.settings = {"contact_cooldown": "soon", "mars": 1, "contact_daily_cap": 2}
    workspace.save()
    assert {name: value for name, value in settings_of(workspace).items() if value} == {"contact_daily_cap": 2}
    assert change(workspace, mars=None, contact_cooldown=60).settings == {
        "contact_cooldown": 60,
        "contact_daily_cap": 2,
    }
