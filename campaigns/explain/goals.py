"""How a contact's entries stand to the campaign's goal."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from campaigns.explain.answers import GoalAnswer
from campaigns.models import Campaign, Conversion, Execution
from campaigns.reports.journal import node_names
from campaigns.settings import settings_of

_CREDITED = "Reached the goal, by the credit of “{node}”."
_REACHED = "Reached the goal before any message had arrived."
_OPEN = "Has not reached the goal."


def goals_of(campaign: Campaign, executions: Sequence[Execution]) -> dict[int, GoalAnswer]:
    """By execution; empty where the campaign has no goal and none was reached. One query, by the unique index."""
    rows = Conversion.objects.in_workspace(campaign.workspace_id).filter(
        execution_id__in=[execution.pk for execution in executions]
    )
    reached = {row.execution_id: row for row in rows}
    goal = settings_of(campaign).goal
    if goal is None and not reached:
        return {}
    window = timedelta(days=goal.window_days) if goal is not None else None
    return {
        execution.pk: _answer(execution, reached.get(execution.pk), execution.created_at + window if window else None)
        for execution in executions
    }


def _answer(execution: Execution, conversion: Conversion | None, until: datetime | None) -> GoalAnswer:
    if conversion is None:
        return GoalAnswer(None, "", "", until, _OPEN)
    names: Mapping[str, str] = node_names(execution.version.document)
    name = names.get(conversion.node, conversion.node)
    words = _CREDITED.format(node=name) if conversion.node else _REACHED
    return GoalAnswer(conversion.at, conversion.node, name, until, words)
