"""The invariants of DESIGN §8 for the state machine: those of the chaos tests, and what only it can ask."""

from collections.abc import Collection

from django.db import connection

from campaigns.models import Campaign, FlowVersion, Step
from campaigns.nodes import registry
from messaging.models import Message
from messaging.reasons import WORDS as MESSAGE_REASONS
from tests.campaigns.machine.provider import ScriptedProvider
from tests.chaos.invariants import QUERIES
from workspaces.models import Workspace

# A run says how many came in, those who were erased since among them.
RUNS = "10: runs count their executions"
AUDIENCE = "3: nobody of the audience was left out"
RELEASED = "3: a message that released its execution was settled, and the execution is not beside it any more"
# What the engine and operators say, whatever the node.
_ANYWHERE = {
    "", "campaign_cancelled", "execution_cancelled", "execution_moved", "execution_retried", "exit_rule",
    "goal_reached", "loop_limit", "wait_skipped",
}  # fmt: skip
_FAULTS = """
SELECT 'hold', kind, reason FROM campaigns_campaignhold WHERE campaign_id = %(campaign)s AND kind = 'ERROR'
UNION ALL
SELECT 'step', s.node, s.reason || ' ' || COALESCE(s.detail::text, '')
FROM campaigns_step s JOIN campaigns_execution e ON e.id = s.execution_id
WHERE e.campaign_id = %(campaign)s AND s.reason IN ('node_error', 'node_missing', 'version_unreadable')
"""
_MOVED = """
SELECT count(*) FROM chaos_history h
WHERE (h.kind = 'execution' AND h.id IN (SELECT id FROM campaigns_execution WHERE campaign_id = %(campaign)s))
   OR (h.kind = 'message' AND h.new_state = 'sending' AND h.old_state = 'queued'
       AND h.id IN (SELECT id FROM messaging_message WHERE stream_id = %(campaign)s))
"""
_FORGIVE = "DELETE FROM chaos_history WHERE kind = %(kind)s AND old_state = %(old)s AND new_state = %(new)s"
_OPEN = """
SELECT e.id, e.state, e.node, e.due_at, m.state, m.reason, m.not_before, m.lease_expires_at
FROM campaigns_execution e
LEFT JOIN messaging_message m ON (m.execution_id, m.node, m.visit) = (e.id, e.node, e.visit)
WHERE e.campaign_id = %(campaign)s AND e.finished_at IS NULL
"""


def check_rows(campaign: Campaign, but: Collection[str] = ()) -> None:
    """Nobody offends in the database."""
    for name, query in QUERIES.items():
        if name not in but:
            offenders = _ask(query, campaign)
            assert offenders == [], f"{name}: {len(offenders)} offenders such as {offenders[:5]}"
    faults = _ask(_FAULTS, campaign)
    assert faults == [], f"the program was at fault: {faults[:5]}"


def check_provider(provider: ScriptedProvider, workspace: Workspace, resent: Collection[str]) -> None:
    """What the provider took and what the outbox says agree (2 and 4)."""
    twice = [key for key, times in provider.taken.items() if times > 1 and key not in resent]
    assert twice == [], "2: a message was taken twice"
    found = Message.objects.in_workspace(workspace).exclude(reason="marked_sent")
    claimed = {message.public_id for message in found if message.state == "accepted"}
    assert claimed - set(provider.taken) == set(), "4: accepted, but the provider hasn't it"
    lost = [
        each.public_id for each in found if each.state in ("rejected", "skipped") and each.public_id in provider.taken
    ]
    assert [key for key in lost if key not in resent] == [], "the provider has what is said not to have been sent"


def check_reasons(campaign: Campaign) -> None:
    """Every reason in the journal is one that its node's type (in any version) declares, or may stand anywhere."""
    declared: dict[str, set[str]] = {}
    for version in FlowVersion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk):
        for node in version.document["nodes"]:
            more = MESSAGE_REASONS if node["type"] == "send" else ()
            declared.setdefault(node["id"], {*_ANYWHERE}).update(registry.get(node["type"]).reasons, more)
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(execution__campaign_id=campaign.pk)
    for node, reason in steps.values_list("node", "reason").distinct():
        assert reason in declared[node], f"node {node} gave the reason {reason!r}, which its type doesn't declare"


def moved(campaign: Campaign) -> int:
    """How often executions of the campaign were written or messages of it claimed."""
    return int(_ask(_MOVED, campaign)[0][0])


def unfinished(campaign: Campaign) -> list[tuple[object, ...]]:
    """Executions that are still on their way, and the messages they rest beside."""
    return _ask(_OPEN, campaign)


def forgive(kind: str, old: str, new: str) -> None:
    """An operator may do this, and just did; nobody else may."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGIVE, {"kind": kind, "old": old, "new": new})


def _ask(query: str, campaign: Campaign) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"campaign": campaign.pk})
        return cursor.fetchall()
