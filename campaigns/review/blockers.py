"""What a launch would be refused for: the checks of `campaigns.services.launch`, told all at once instead of raised."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from campaigns.flow import errors_of
from campaigns.lifecycle.audience import audience_size
from campaigns.models import Lifecycle
from campaigns.nodes.trigger_manual import TriggerManualConfig
from campaigns.review.answers import Remark
from campaigns.review.subject import Subject
from campaigns.services.setting_rules import settings_check
from campaigns.status import campaign_status
from workspaces.errors import InvalidInput


def blockers_of(subject: Subject) -> list[Remark]:
    """All of them; empty where a launch would be taken."""
    return [remark for check in _CHECKS for remark in check(subject)]


def template_at(document: Mapping[str, Any], node: str | None, path: str) -> str | None:
    """The template that stands at an issue's place, as the flow spells it; None where it is about something else."""
    if not path.endswith(".template"):
        return None
    config: Any = next((each["config"] for each in document["nodes"] if each["id"] == node), {})
    value = config.get("fallback", {}).get("template") if "fallback" in path else config.get("template")
    return value if isinstance(value, str) else None


def _state(subject: Subject) -> Iterator[Remark]:
    if subject.campaign.lifecycle != Lifecycle.DRAFT:
        status = campaign_status(subject.campaign).label.lower()
        yield Remark("campaign_state", f"Only a draft can be launched; this campaign is {status}.")


def _settings(subject: Subject) -> Iterator[Remark]:
    try:
        settings_check(subject.campaign.settings, subject.campaign.workspace_id)
    except InvalidInput as refused:
        for detail in refused.details:
            yield Remark("settings_invalid", f"{detail.field}: {detail.message}")


def _flow(subject: Subject) -> Iterator[Remark]:
    document = subject.graph.flow.document()
    for issue in errors_of(subject.issues):
        yield Remark(issue.code, issue.message, issue.node_id, template_at(document, issue.node_id, issue.path))


def _audience(subject: Subject) -> Iterator[Remark]:
    """A segment that is still being built is not known to be empty."""
    manual = next((key for key, config in subject.triggers if isinstance(config, TriggerManualConfig)), None)
    segment = subject.campaign.audience
    if manual is None or (segment is not None and segment.rebuild_needed):
        return
    if audience_size(subject.campaign.workspace_id, segment) == 0:
        where = f"“{segment.name}”" if segment is not None else "this workspace"
        yield Remark("audience_empty", f"There is nobody in {where} who could come in.", manual)


def _schedules(subject: Subject) -> Iterator[Remark]:
    fires = [fires_at for _, fires_at in subject.schedules()]
    if fires and len(fires) == len(subject.triggers) and not any(fires):
        yield Remark("no_trigger_fires", "Nobody would ever come in: every moment of the flow's schedules has passed.")


def _times(subject: Subject) -> Iterator[Remark]:
    ends_at = subject.campaign.ends_at
    first = [fires_at for _, fires_at in subject.schedules() if fires_at is not None]
    scheduled_only = len(subject.triggers) == len(list(subject.schedules()))
    start = max(subject.start, min(first)) if first and scheduled_only else subject.start
    if ends_at is not None and ends_at <= start:
        yield Remark("ends_before_start", f"The campaign would end ({ends_at:%Y-%m-%d %H:%M} UTC) before it starts.")


_CHECKS: Sequence[Callable[[Subject], Iterable[Remark]]] = (_state, _settings, _flow, _audience, _schedules, _times)
