"""Progress, funnel, message counts, lists and the journal: what people see of one campaign, number by number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Run
from campaigns.selectors import (
    EndCount,
    MessageStats,
    campaign_funnel,
    campaign_progress,
    campaign_stats,
    campaigns_progress,
    campaigns_stats,
    execution_journal,
    executions_page,
    node_states,
    run_progress,
)
from contacts.models import Contact
from messaging.models import Message
from tests.factories.campaigns import (
    chain,
    default_sender,
    execution_for,
    flow,
    launch,
    make_campaign,
    send_config,
    tick,
)
from tests.factories.contacts import make_contact
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contacts(workspace: Workspace) -> list[Contact]:
    """Five: the first three have the tag `a`."""
    return [
        make_contact(workspace, email=f"{name}@example.com", tags=["a"] if name in ("ada", "bea", "cyn") else [])
        for name in ("ada", "bea", "cyn", "dot", "eve")
    ]


@pytest.fixture
def campaign(workspace: Workspace, contacts: list[Contact]) -> Campaign:
    """Tagged ones get a mail (one accepted and opened, one skipped, one queued), the others wait a day."""
    default_sender(workspace)
    template, _ = make_published(workspace)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "a"}]}
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("c", "condition", {"rule": rule}),
            ("s", "send", send_config(template)),
            ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
            ("e", "end", {}),
            edges=["t>c", "c.yes>s", "c.no>w", "s>e", "w>e"],
        ),
    )
    tick()
    now = database_now()
    messages = Message.objects.in_workspace(workspace)
    messages.filter(contact=contacts[0]).update(state="accepted", settled_at=now, opened_at=now)
    messages.filter(contact=contacts[1]).update(state="skipped", reason="no_consent", settled_at=now)
    tick(now + timedelta(seconds=1))
    return campaign


def test_progress_counts_by_state(campaign: Campaign) -> None:
    progress = campaign_progress(campaign)
    assert progress.by_state() == {"pending": 2, "processing": 1, "completed": 1, "failed": 0, "skipped": 1}
    assert (progress.audience, progress.enrolled, progress.waiting, progress.queued) == (5, 5, 2, 0)
    assert (progress.finished, progress.active, progress.percent) == (2, 3, 40)
    assert run_progress(Run.objects.in_workspace(campaign.workspace_id).get()) == progress
    assert node_states(campaign) == {
        "e": {"completed": 1},
        "s": {"processing": 1, "skipped": 1},
        "w": {"pending": 2},
    }


def test_a_draft_has_no_progress(workspace: Workspace) -> None:
    progress = campaign_progress(make_campaign(workspace))
    assert (progress.enrolled, progress.percent, progress.active) == (0, 0, 0)


def test_many_campaigns_cost_as_many_queries_as_one(workspace: Workspace, campaign: Campaign) -> None:
    others = [campaign, *(make_campaign(workspace) for _ in range(5))]
    for selector, queries in ((campaigns_progress, 2), (campaigns_stats, 1)):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(selector(others)) == 6
        assert len(captured) == queries


def test_message_counts(campaign: Campaign) -> None:
    assert campaign_stats(campaign) == MessageStats(queued=1, sent=1, skipped=1, opened=1)


def test_the_funnel_tells_each_node_and_port(campaign: Campaign) -> None:
    funnel = {node.node: node for node in campaign_funnel(campaign)}
    assert list(funnel) == ["t", "c", "s", "w", "e"]
    assert (funnel["t"].entered, funnel["t"].passed) == (5, 5)
    assert [(port.name, port.target, port.count) for port in funnel["c"].ports] == [("yes", "s", 3), ("no", "w", 2)]
    send = funnel["s"]
    assert (send.entered, send.passed, send.processing, send.skipped) == (3, 1, 1, 1)
    assert send.messages == MessageStats(queued=1, sent=1, skipped=1, opened=1)
    assert send.ends == (EndCount("skipped", "no_consent", "No consent", 1),)
    assert (funnel["w"].ends, funnel["w"].conversions) == ((), 0)
    assert (funnel["w"].entered, funnel["w"].waiting, funnel["w"].messages) == (2, 2, None)
    assert (funnel["e"].entered, funnel["e"].completed) == (1, 1)


def test_a_drafts_funnel_is_empty_but_complete(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, chain(("g", "tag", {"action": "add", "tag": "x"})))
    assert [(node.node, node.entered) for node in campaign_funnel(campaign)] == [("t", 0), ("g", 0), ("e", 0)]


def test_the_journal_reads_as_sentences(campaign: Campaign, contacts: list[Contact]) -> None:
    lines = execution_journal(execution_for(campaign, contacts[1]))
    assert [(line.node, line.outcome, line.port, line.reason) for line in lines] == [
        ("t", "passed", "next", ""),
        ("c", "passed", "yes", "rule_matched"),
        ("s", "parked", "", ""),
        ("s", "skipped", "", "no_consent"),
    ]
    assert lines[1].words == "Went on by “yes”. The contact matched the rule."
    assert lines[2].words == "The message is on its way."
    assert lines[3].words.startswith("Ended early. ")
    assert (lines[0].node_name, lines[0].type) == ("Started by hand", "trigger_manual")


def test_executions_are_filtered_searched_and_paged(campaign: Campaign, contacts: list[Contact]) -> None:
    def emails(**filters: object) -> list[str]:
        return [row.email for row in executions_page(campaign, **filters).rows]  # type: ignore[arg-type]

    everybody = [contact.email for contact in sorted(contacts, key=lambda contact: contact.pk)]
    assert emails() == everybody
    assert emails(state="skipped") == ["bea@example.com"]
    assert sorted(emails(node="w")) == ["dot@example.com", "eve@example.com"]
    assert emails(search="ADA@") == ["ada@example.com"]
    assert emails(search="nobody") == []
    assert emails(contact_id=contacts[2].pk) == ["cyn@example.com"]
    paged, cursor = [], ""
    while True:
        page = executions_page(campaign, limit=2, cursor=cursor)
        paged += [row.email for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert paged == everybody


@pytest.mark.parametrize("wrong", [{"state": "odd"}, {"limit": 0}, {"limit": 101}, {"cursor": "x"}])
def test_wrong_filters_are_named(campaign: Campaign, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        executions_page(campaign, **wrong)  # type: ignore[arg-type]
    assert [detail.field for detail in refused.value.details] == list(wrong)
