"""The preview of a publish: its numbers are those of the move that follows, and it says what would be empty."""

from typing import Any

import pytest

from campaigns.flow import Wait
from campaigns.impact import AudienceSample, PublishImpact, places, publish_preview
from campaigns.models import Campaign
from campaigns.services import ExecutionFilter, executions_move, flow_issues
from contacts.models import Contact
from templates_app.services import template_publish
from tests.campaigns.engine.moving.moves import move, outcome, publish
from tests.factories.campaigns import SYSTEM, chain, default_sender, launch, make_campaign, send_config, tick
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.templates_app import make_published, make_template
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

TWO, FIVE = ({"duration": {"value": value, "unit": "days"}} for value in (2, 5))
WAIT = ("w", "wait", TWO)
TAG = ("g", "tag", {"action": "add", "tag": "x"})


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    make_contacts(workspace, 3)
    return workspace


def preview(campaign: Campaign, document: Any, mapping: dict[str, str] | None = None) -> PublishImpact:
    issues = flow_issues(campaign=campaign, document=document)
    return publish_preview(campaign, issues=issues, document=document, mapping=mapping)


def rows(impact: PublishImpact) -> list[tuple[str, int, str, str | None, bool]]:
    return [
        (each.node.node, each.here, each.fate, each.to.node if each.to else None, each.removed) for each in impact.nodes
    ]


def test_who_waits_stays_and_its_moment_is_kept_or_recounted(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    same = preview(campaign, chain(WAIT, TAG))
    assert rows(same) == [("w", 3, "stay", None, False)]
    assert (same.on_their_way, same.stay, same.move, same.leave) == (3, 3, 0, 0)
    assert same.nodes[0].wait is Wait.KEPT
    assert [each.node for each in same.changes.added] == ["g"]
    assert preview(campaign, chain(("w", "wait", FIVE))).nodes[0].wait is Wait.RECOUNTED


@pytest.mark.parametrize(
    ("document", "mapping", "expected"),
    [
        (chain(TAG), {}, ("w", 3, "leave", None, True)),
        (chain(TAG), {"w": "g"}, ("w", 3, "move", "g", True)),
        (chain(("w", *TAG[1:])), {}, ("w", 3, "move", "w", True)),
        (chain(("w", "wait", {"local_time": "09:00"})), {}, ("w", 3, "move", "w", False)),
    ],
)
def test_the_preview_says_what_the_move_then_does(
    workspace: Workspace, document: Any, mapping: dict[str, str], expected: tuple[str, int, str, str | None, bool]
) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    impact = preview(campaign, document, mapping)
    assert rows(impact) == [expected]
    publish(campaign, document, mapping)
    campaign.refresh_from_db()
    assert publish_preview(campaign, issues=()).moving
    move()
    assert outcome(campaign) == ("done", impact.stay, impact.move, impact.leave)


def test_those_yet_to_enter_are_counted_where_they_stand(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(TAG, WAIT))
    assert rows(preview(campaign, chain(WAIT))) == [("t", 3, "stay", None, False)]
    tick()
    executions_move(campaign=campaign, which=ExecutionFilter(), node="g", actor=SYSTEM)
    assert rows(preview(campaign, chain(WAIT))) == [("g", 3, "leave", None, True)]


def test_too_many_to_look_at_are_estimated(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LIMIT", 2)
    campaign = launch(workspace, chain(WAIT))
    impact = preview(campaign, chain())
    assert rows(impact) == [("t", 3, "stay", None, False)]
    assert impact.estimated


def test_nobody_is_there_yet(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, chain(WAIT))
    impact = publish_preview(campaign, issues=())
    assert (rows(impact), impact.on_their_way, impact.changes.is_empty) == ([], 0, True)
    assert impact.audience == AudienceSample(3, 3, on_their_way=False)
    assert [each.node for each in impact.targets] == ["w", "e"]


def test_variables_that_would_be_empty(workspace: Workspace) -> None:
    default_sender(workspace)
    text = (
        "{{ contact.plan }} {{ firstName }} {{ contact.tags[0] }} {{ contact.tags.first }} {{ contact.tags.size }} "
        "{{ contact['first pet'] }} {{ trigger.code }} {{ nobody.knows }} {{ campaign.name }} {{ email }}"
    )
    template = make_template(workspace, content={"subject": "Hi", "html": f"<p>{text}</p>"})
    template_publish(template=template, actor=SYSTEM)
    people = list(Contact.objects.in_workspace(workspace).order_by("pk"))
    Contact.objects.in_workspace(workspace).update(first_name="Ada")
    Contact.objects.in_workspace(workspace).filter(pk=people[0].pk).update(
        attributes={"plan": "pro", "first pet": "Rex"}, tags=["a"]
    )
    Contact.objects.in_workspace(workspace).filter(pk=people[1].pk).update(attributes={"plan": ""}, first_name="")
    campaign = launch(workspace, chain(WAIT))
    tick()
    impact = preview(campaign, chain(WAIT, ("s", "send", send_config(template))))
    assert impact.audience == AudienceSample(3, 3, on_their_way=True)
    [send] = impact.sends
    assert (send.node.node, send.template_id) == ("s", template.public_id)
    assert {each.name: each.count for each in send.missing} == {
        "contact.plan": 2,
        "firstName": 1,
        "contact.tags[0]": 2,
        "contact.tags.first": 2,
        "contact.tags.size": 2,
        "contact['first pet']": 2,
        "trigger.code": 3,
        "nobody.knows": 3,
    }


def test_the_audience_is_looked_at_where_nobody_is_on_the_way(workspace: Workspace) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    make_contact(make_workspace())
    campaign = make_campaign(workspace, chain(("s", "send", send_config(template))))
    assert publish_preview(campaign, issues=()).audience == AudienceSample(3, 3, on_their_way=False)


def test_a_wrong_mapping_is_refused(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    with pytest.raises(InvalidInput) as refused:
        preview(campaign, chain(TAG), {"w": "t"})
    assert [detail.field for detail in refused.value.details] == ["mapping.w"]


def test_an_unfinished_draft_can_be_previewed(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    impact = preview(campaign, {"nodes": [{"id": "w", "type": "wait"}], "edges": []})
    assert rows(impact) == [("w", 3, "move", "w", False)]
    assert {issue.code for issue in impact.issues} >= {"no_trigger", "config_missing"}
