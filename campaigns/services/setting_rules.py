"""Whether the rules and the topic in a campaign's settings make sense in its workspace. The model checks all else."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from campaigns.settings import CampaignSettings, settings_parse
from contacts import rules
from contacts.models import Topic
from workspaces.errors import FieldError, InvalidInput


def settings_check(settings: Mapping[str, Any], workspace_id: UUID, *, path: str = "settings") -> None:
    """Checks every rule of stored settings, and the topic. Raises InvalidInput naming each fault by its place."""
    parsed = settings_parse(settings, path=path)
    problems = [problem for place, rule in rules_in(parsed, path) for problem in _problems(rule, place, workspace_id)]
    if parsed.topic_id is not None and not Topic.objects.in_workspace(workspace_id).filter(pk=parsed.topic_id).exists():
        problems.append(FieldError(f"{path}.topic", f"there is no topic {parsed.topic}", "unknown_topic"))
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)


def rules_in(settings: CampaignSettings, path: str = "settings") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every rule document in the settings with its place."""
    if settings.entry_rule is not None:
        yield f"{path}.entry_rule", settings.entry_rule
    for number, rule in enumerate(settings.exit_rules):
        yield f"{path}.exit_rules[{number}]", rule
    goal = settings.goal
    if goal is not None:
        for name, document in (("filter", goal.filter), ("rule", goal.rule)):
            if document is not None:
                yield f"{path}.goal.{name}", document


def _problems(rule: Mapping[str, Any], place: str, workspace_id: UUID) -> list[FieldError]:
    try:
        tree = rules.parse(rule, path=place)
    except InvalidInput as error:
        return list(error.details)
    found = rules.validate(tree, workspace_id, path=place, in_flow=True)
    return [FieldError(problem.path, problem.message, problem.code) for problem in found]
