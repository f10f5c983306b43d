"""The segments' pages: who uses one, making one, changing it, deleting it, and what is refused."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from campaigns.models import Campaign
from contacts.models import Segment, SegmentKind
from contacts.segments import refresh
from contacts.selectors import segment_list, segment_members
from contacts.services import segment_create
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.frontend.campaigns import ACTOR, make_people, make_welcome_series
from workspaces.clock import database_now
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


def test_the_list_is_searched_and_narrowed_by_kind(workspace: Workspace, editor: Client) -> None:
    dynamic = make_segment(workspace)
    static = segment_create(workspace=workspace, name="Picked", kind=SegmentKind.STATIC, actor=ACTOR)

    def shown(query: str) -> list[Segment]:
        return [row.segment for row in editor.get(f"/w/acme/segments/{query}").context["rows"]]

    assert shown("") == [static, dynamic]
    assert shown("?search=vip") == shown("?kind=dynamic") == [dynamic]
    assert shown("?kind=static") == [static]
    assert shown("?kind=moon") == [static, dynamic]
    assert "No segment is like that" in editor.get("/w/acme/segments/?search=zzz").content.decode()


def test_a_segment_says_how_fresh_it_is_and_how_it_grew(workspace: Workspace, editor: Client) -> None:
    make_contact(workspace, email="vip@example.com", tags=["vip"])
    segment = make_segment(workspace)
    address = f"/w/acme/segments/{segment.public_id}/"
    filling = editor.get(address)
    assert filling.context["fresh"].sentence == "Being filled: 0 % of the contacts have been looked at."
    assert "hx-get" in filling.content.decode()
    assert "HX-Refresh" not in editor.get(f"{address}progress/")
    refresh.run(database_now(), 100)
    page = editor.get(address)
    assert "Up to date: every change of a contact is followed at once." in page.content.decode()
    assert [(chart.label, chart.total) for chart in page.context["charts"]] == [("Entered", 1), ("Left", 0)]
    filled = editor.get(f"{address}progress/")
    assert filled["HX-Refresh"] == "true"
    part = filled.content.decode()
    assert ("hx-get" in part, "<html" in part, "Up to date" in part) == (False, False, True)


def test_what_depends_on_time_names_its_last_check(workspace: Workspace, editor: Client) -> None:
    rule = {"condition": "AND", "rules": [{"type": "event", "field": "ordered", "operator": "did", "window": "7d"}]}
    segment = segment_create(workspace=workspace, name="Lately", rule=rule, actor=ACTOR)
    now = database_now()
    refresh.run(now, 100)
    sentence = editor.get(f"/w/acme/segments/{segment.public_id}/").context["fresh"].sentence
    local = now.astimezone(ZoneInfo(workspace.timezone))
    assert sentence == f"True as of {local:%H:%M}, checked every minute. Changes of contacts are followed at once."


def test_the_contacts_in_it_are_searched(workspace: Workspace, editor: Client) -> None:
    people = [make_contact(workspace, email=f"{name}@example.com", tags=["vip"]) for name in ("ada", "bob")]
    make_contact(workspace, email="adam@example.com")
    segment = make_segment(workspace)
    refresh.run(database_now(), 100)
    address = f"/w/acme/segments/{segment.public_id}/"
    assert list(editor.get(f"{address}?search=ad").context["page"].rows) == people[:1]
    assert list(editor.get(address).context["page"].rows) == people[::-1]


@pytest.mark.parametrize(
    ("action", "name", "kind"),
    [("freeze", "VIPs (frozen)", "static"), ("duplicate", "VIPs (copy)", "dynamic"), ("static", "VIPs", "static")],
)
def test_a_segment_is_frozen_copied_and_converted(
    workspace: Workspace, editor: Client, action: str, name: str, kind: str
) -> None:
    segment = make_segment(workspace)
    refresh.run(database_now(), 100)
    response = post(editor, f"{segment.public_id}/do/", action=action)
    made = segment_list(workspace=workspace).get(name=name, kind=kind)
    assert response.headers["Location"] == f"/w/acme/segments/{made.public_id}/"


def test_what_is_not_possible_is_said_and_unknown_actions_do_nothing(workspace: Workspace, editor: Client) -> None:
    segment = make_segment(workspace)
    response = post(editor, f"{segment.public_id}/do/", action="static")
    assert [str(each) for each in get_messages(response.wsgi_request)] == [
        "The segment is being filled; convert it once it is."
    ]
    post(editor, f"{segment.public_id}/do/", action="explode")
    assert [(each.name, each.kind) for each in segment_list(workspace=workspace)] == [("VIPs", "dynamic")]


def test_contacts_are_put_in_and_taken_out_by_hand(workspace: Workspace, editor: Client) -> None:
    ada = make_contact(workspace, email="ada@example.com")
    bob = make_contact(workspace, external_id="b-17")
    theirs = make_contact(make_workspace("other"), email="eve@example.com")
    segment = segment_create(workspace=workspace, name="Picked", kind=SegmentKind.STATIC, actor=ACTOR)
    given = f"ADA@example.com\nb-17, {theirs.email}; {theirs.public_id}"
    response = post(editor, f"{segment.public_id}/members/", add=given)
    assert [str(each) for each in get_messages(response.wsgi_request)] == [
        "2 contacts put in.",
        f"Not known: eve@example.com, {theirs.public_id}.",
    ]
    assert set(segment_members(segment=segment)) == {ada, bob}
    post(editor, f"{segment.public_id}/members/", remove=ada.public_id)
    assert list(segment_members(segment=segment)) == [bob]
    dynamic = make_segment(workspace)
    post(editor, f"{dynamic.public_id}/members/", add="b-17")
    assert list(segment_members(segment=dynamic)) == []


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
    assert response.status_code == 200
    assert (form.name_error, list(form.issues)) == (name_error, issues)
    if fields["rule"] != "{":
        assert (form.name, form.rule) == (fields["name"], json.loads(fields["rule"]))
    assert segment_list(workspace=workspace).count() == 1


def test_a_rule_finds_no_segment_of_another_workspace(workspace: Workspace, editor: Client) -> None:
    theirs = make_segment(make_workspace("other"))
    leaf = {"type": "segment", "operator": "in", "value": theirs.public_id}
    rule = json.dumps({"condition": "AND", "rules": [leaf]})
    response = post(editor, "new/", name="Mine", kind="dynamic", rule=rule)
    assert (response.status_code, theirs.name in response.content.decode()) == (200, False)
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
    for path in ("new/", *(f"{segment.public_id}/{verb}/" for verb in ("edit", "delete", "do", "members"))):
        assert post(viewer, path, name="Mine", rule=json.dumps(RULE), action="freeze", add="a").status_code == 403
    assert viewer.get("/w/acme/segments/new/").status_code == 403
    assert [each.name for each in segment_list(workspace=workspace)] == ["VIPs"]
    assert AuditEntry.objects.in_workspace(workspace).count() == entries
