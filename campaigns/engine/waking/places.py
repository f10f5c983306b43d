"""Where the waiting stand: a node of a flow version, and what it asks for, as the compiled plan says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from campaigns.engine.plans import PlanUnreadable, plan_load
from campaigns.nodes.wait import WaitConfig


@dataclass(frozen=True, slots=True)
class Place:
    """A wait node of a version, in the column order of the statements that group by it."""

    workspace_id: UUID
    campaign_id: UUID
    version_id: UUID
    node: str

    def config(self) -> WaitConfig | None:
        """What the node says; None where this release can't read the version, or it is no wait there."""
        try:
            compiled = plan_load(self.version_id).plan.by_key.get(self.node)
        except PlanUnreadable:
            return None
        config = compiled.config if compiled is not None else None
        return config if isinstance(config, WaitConfig) else None


Rule = Mapping[str, Any]
