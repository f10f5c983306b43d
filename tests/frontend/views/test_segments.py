"""The segments' pages: who uses one, making one, changing it, deleting it, and what is refused."""

import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from campaigns.models import Campaign
from contacts.models import Segment, SegmentKind
from contacts.selectors import segment_list
from contacts.services import segment_create
from tests.factories.workspaces import make_workspace
from tests.frontend.campaigns import ACTOR, make_people, make_welcome_series
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db
RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def make_segment(workspace: Workspace, name: str = "VIPs") -> Segment:
    return segment_create(workspace=workspace, name=name, rule=RULE, actor=ACTOR)


def post(client: Client, path: str, **fields: Any) -> Any:
    return client.post(f"/w/acme/segments/{path}", fields)


def test_an_empty_list_says_what_to_do_next_to_those_who_may(
    workspace: Workspace, editor: Client, viewer: Client
) -> None:
    assert "Make the first one" in editor.get("/w/acme/segments/").content.decode()
    assert "Make the first one" not in viewer.get("/w/acme/segments/").content.decode()


def test_a_segment_names_the_campaigns_that_use_it(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    make_welcome_series(workspace)
    unused = make_segment(workspace)
    rows = editor.get("/w/acme/segments/").context["rows"]
    assert [(row.segment.name, [use.name for use in row.uses]) for row in rows] == [
        (unused.name, []),
        ("Paying customers", ["Welcome series"]),
    ]
    assert "No campaign yet" in editor.get(f"/w/acme/segments/{unused.public_id}/").content.decode()


def test_a_segment_is_made_from_a_rule(workspace: Workspace, editor: Client) -> None:
    response = post(editor, "new/", name=" VIPs ", kind="dynamic", rule=json.dumps(RULE))
    segment = segment_list(workspace=workspace).get()
    assert response.headers["Location"] == f"/w/acme/segments/{segment.public_id}/"
    assert (segment.name, segment.kind, segment.rule) == ("VIPs", SegmentKind.DYNAMIC, RULE)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["“VIPs” is there. It is being filled."]


def test_a_list_kept_by_hand_has_no_rule(workspace: Workspace, editor: Client) -> None:
    post(editor, "new/", name="Picked", kind="static", rule=json.dumps(RULE))
    segment = segment_list(workspace=workspace).get()
    assert (segment.kind, segment.rule) == (SegmentKind.STATIC, {})


@pytest.mark.parametrize(
    ("fields", "name_error", "issues"),
    [
        ({"name": "", "rule": json.dumps(RULE)}, "must be 1 to 120 characters", []),
        ({"name": "Taken", "rule": json.dumps(RULE)}, "is the name of another segment", []),
        (
            {"name": "New", "rule": '{"condition": "AND", "rules": [{"type": "tag", "operator": "has"}]}'},
            "",
            [{"path": "rules[0].value", "message": "required", "severity": "error"}],
        ),
        (
            {"name": "New", "rule": "{"},
            "",
            [{"path": "", "message": "must be a rule: an object with condition and rules", "severity": "error"}],
        ),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_lost(
    workspace: Workspace, editor: Client, fields: dict[str, str], name_error: str, issues: list[dict[str, str]]
) -> None:
    make_segment(workspace, "Taken")
    response = post(editor, "new/", kind="dynamic", **fields)
    form = response.context["form"]
    assert response.status_code == 422
    assert (form.name_error, list(form.issues)) == (name_error, issues)
    if fields["rule"] != "{":
        assert (form.name, form.rule) == (fields["name"], json.loads(fields["rule"]))
    assert segment_list(workspace=workspace).count() == 1


def test_a_rule_finds_no_segment_of_another_workspace(workspace: Workspace, editor: Client) -> None:
    theirs = make_segment(make_workspace("other"))
    leaf = {"type": "segment", "operator": "in", "value": theirs.public_id}
    rule = json.dumps({"condition": "AND", "rules": [leaf]})
    response = post(editor, "new/", name="Mine", kind="dynamic", rule=rule)
    assert (response.status_code, theirs.name in response.content.decode()) == (422, False)
    assert [issue["path"] for issue in response.context["form"].issues] == ["rules[0].value"]
    assert segment_list(workspace=workspace).count() == 0


def test_a_segment_gets_another_name_without_being_built_anew(workspace: Workspace, editor: Client) -> None:
    segment = make_segment(workspace)
    Segment.objects.in_workspace(workspace).update(rebuild_needed=False)
    post(editor, f"{segment.public_id}/edit/", name="Very important", rule=json.dumps(RULE))
    segment.refresh_from_db()
    assert (segment.name, segment.rebuild_needed) == ("Very important", False)


def test_another_rule_builds_it_anew(workspace: Workspace, editor: Client) -> None:
    segment = make_segment(workspace)
    Segment.objects.in_workspace(workspace).update(rebuild_needed=False)
    rule = {"condition": "OR", "not": True, "rules": RULE["rules"]}
    post(editor, f"{segment.public_id}/edit/", name="VIPs", rule=json.dumps(rule))
    segment.refresh_from_db()
    assert (segment.rule, segment.rebuild_needed) == (rule, True)


def test_a_segment_is_deleted_unless_it_is_in_use(workspace: Workspace, editor: Client) -> None:
    unused, used = make_segment(workspace), make_segment(workspace, "Audience")
    Campaign.objects.create(workspace=workspace, name="Spring", audience=used)
    assert post(editor, f"{unused.public_id}/delete/").headers["Location"] == "/w/acme/segments/"
    response = post(editor, f"{used.public_id}/delete/")
    assert [str(message) for message in get_messages(response.wsgi_request)][-1] == (
        "The segment is in use by campaign “Spring”."
    )
    assert list(segment_list(workspace=workspace)) == [used]


def test_viewers_change_nothing(workspace: Workspace, viewer: Client) -> None:
    segment = make_segment(workspace)
    entries = AuditEntry.objects.in_workspace(workspace).count()
    for path in ("new/", f"{segment.public_id}/edit/", f"{segment.public_id}/delete/"):
        assert post(viewer, path, name="Mine", rule=json.dumps(RULE)).status_code == 403
    assert viewer.get("/w/acme/segments/new/").status_code == 403
    assert [each.name for each in segment_list(workspace=workspace)] == ["VIPs"]
    assert AuditEntry.objects.in_workspace(workspace).count() == entries
