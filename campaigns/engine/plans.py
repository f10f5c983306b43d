"""Plans of published versions, compiled once per process. A published version never changes, so nothing goes stale."""

from functools import lru_cache
from uuid import UUID

from campaigns.flow import Pins, Plan, compile, parse
from campaigns.models import FlowVersion


def pins_of(version: FlowVersion) -> Pins:
    """What a published version is tied to."""
    sender = version.pins.get("sender")
    templates = {UUID(template): UUID(pinned) for template, pinned in version.pins.get("templates", {}).items()}
    return Pins(templates=templates, default_sender=UUID(sender) if sender else None)


def plan_of(version: FlowVersion) -> Plan:
    """The plan of a published version. Raises CannotCompile or InvalidInput when it was made by other code."""
    return compile(parse(version.document), pins=pins_of(version))


@lru_cache(maxsize=512)
def plan_load(version_id: UUID) -> Plan:
    """The plan of the published version with that id. Raises FlowVersion.DoesNotExist, CannotCompile, InvalidInput."""
    return plan_of(FlowVersion.objects.across_workspaces().get(pk=version_id, state="published"))
