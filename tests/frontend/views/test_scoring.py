"""The page Scoring: rules by forms, their words, the spread of scores, a try on a contact, segments by score."""

import json
from typing import Any

import pytest
from django.test import Client

from contacts.models import ScoreRule, Segment
from contacts.scoring import stage
from contacts.services import EventIn, contacts_score, events_record
from tests.factories.contacts import make_contact, make_contacts
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/contacts/scoring/"
VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
ORDERED = {"name": "Orders", "kind": "event", "points": "5", "event": "ordered", "is_active": "1"}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (ORDERED, "+5 each time they do “ordered”"),
        (ORDERED | {"most": "1", "window_days": "30"}, "+5 once when they do “ordered”, in the last 30 days"),
        (ORDERED | {"points": "-2", "half_life_days": "7"}, "−2 each time they do “ordered”, halved every 7 days"),
        (
            ORDERED | {"field0": "total", "operator0": ">=", "value0": "50", "most": "3"},
            "+5 each of the last 3 times they do “ordered”, where total is at least 50",
        ),
        ({"name": "VIP", "kind": "rule", "points": "9", "rule": json.dumps(VIP)}, "+9 while tagged “vip”"),
        (
            {"name": "Idle", "kind": "inactivity", "points": "-1", "period_days": "1", "most": "4"},
            "−1 for every day without any event, 4 times at most; never below what was given",
        ),
    ],
)
def test_a_rule_is_made_read_and_saved_again(
    workspace: Workspace, editor: Client, form: dict[str, Any], words: str
) -> None:
    assert editor.post(f"{PAGE}new/", form)["Location"] == PAGE
    rule = ScoreRule.objects.in_workspace(workspace).get()
    assert [sentence for _, sentence in editor.get(PAGE).context["rules"]] == [words]
    values = editor.get(f"{PAGE}{rule.public_id}/").context["values"]
    assert editor.post(f"{PAGE}{rule.public_id}/", values | {"name": "Again"})["Location"] == PAGE
    assert [(each.name, sentence) for each, sentence in editor.get(PAGE).context["rules"]] == [("Again", words)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"points": ""}, "points"),
        ({"points": "many"}, "points"),
        ({"event": ""}, "event"),
        ({"most": "0"}, "most"),
        ({"kind": "rule", "rule": "no json"}, "rule"),
        ({"kind": "rule", "rule": '{"condition": "AND", "rules": []}'}, "rule"),
        ({"kind": "magic"}, "kind"),
    ],
)
def test_faults_stand_at_their_fields(workspace: Workspace, editor: Client, wrong: dict[str, str], field: str) -> None:
    answer = editor.post(f"{PAGE}new/", ORDERED | wrong)
    assert (answer.status_code, field in answer.context["faults"]) == (200, True)
    assert answer.context["values"]["event"] == wrong.get("event", "ordered")
    assert not ScoreRule.objects.in_workspace(workspace).exists()


def test_a_contact_is_tried_and_its_page_says_why(workspace: Workspace, editor: Client) -> None:
    ada = make_contact(workspace, email="ada@example.com")
    contacts_score(workspace_id=workspace.pk, contact_ids=[ada.pk], delta=3, now=database_now())
    editor.post(f"{PAGE}new/", ORDERED)
    events_record(workspace_id=workspace.pk, events=[EventIn(ada.pk, "ordered")])
    preview = editor.get(PAGE, {"contact": "ada"}).context["preview"]
    assert (preview.score, preview.parts, preview.by_hand) == (8, (("Orders", 5),), 3)
    ada.refresh_from_db()
    assert ada.score == 3
    stage.run()
    sections = editor.get(f"/w/acme/contacts/{ada.public_id}/").context["sections"]
    (data,) = (shown.data for shown in sections if shown.section.key == "score")
    assert (data["explained"].score, data["explained"].by_hand) == (8, 3)
    told = [(change.after, parts, source) for change, parts, source in data["history"]]
    assert told == [(8, [("Orders", 5)], ""), (3, [], "by hand or by a campaign")]


def test_scores_are_spread_over_even_steps(workspace: Workspace, editor: Client) -> None:
    assert editor.get(PAGE).context["spread"] == []
    for score in (-7, 0, 3, 100):
        make_contacts(workspace, 2, score=score)
    spread = editor.get(PAGE).context["spread"]
    assert [(bin.low, bin.high, bin.contacts) for bin in spread if bin.contacts] == [
        (-10, -1, 2),
        (0, 9, 4),
        (100, 109, 2),
    ]
    assert len(spread) == 12


def test_a_threshold_becomes_a_segment(workspace: Workspace, editor: Client) -> None:
    editor.post(f"{PAGE}segment/", {"score": "50", "name": ""})
    segment = Segment.objects.in_workspace(workspace).get()
    assert segment.name == "Score of 50 or more"
    assert segment.rule["rules"] == [{"type": "score", "operator": ">=", "value": 50}]
    editor.post(f"{PAGE}segment/", {"score": "lots"})
    assert Segment.objects.in_workspace(workspace).count() == 1


def test_rules_are_switched_and_deleted_by_editors_only(workspace: Workspace, editor: Client, viewer: Client) -> None:
    editor.post(f"{PAGE}new/", ORDERED)
    rule = ScoreRule.objects.in_workspace(workspace).get()
    act = f"{PAGE}{rule.public_id}/do/"
    for path, form in ((act, {"do": "delete"}), (f"{PAGE}new/", ORDERED), (f"{PAGE}segment/", {"score": "5"})):
        assert viewer.post(path, form).status_code == 403
    assert viewer.get(PAGE).status_code == 200
    editor.post(act, {"do": "off"})
    rule.refresh_from_db()
    assert not rule.is_active
    editor.post(act, {"do": "on"})
    rule.refresh_from_db()
    assert rule.is_active
    editor.post(act, {"do": "delete"})
    assert not ScoreRule.objects.in_workspace(workspace).exists()
