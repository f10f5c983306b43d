"""Who would come in by each trigger, as SQL over contacts: whole sets to count, and conditions to ask of a sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from campaigns.flow.graph import Graph
from campaigns.models import Campaign
from campaigns.nodes.trigger_api import TriggerApi
from campaigns.nodes.trigger_event import TriggerEventConfig
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntryConfig
from campaigns.nodes.trigger_segment_exit import TriggerSegmentExitConfig

# What happens is foretold from what has happened in so long.
LOOK_BACK = timedelta(days=30)

_MEMBERS = ("SELECT m.contact_id FROM contacts_segmentmembership m WHERE m.segment_id = {segment}", "m.contact_id")
_DID = (
    "SELECT DISTINCT ev.contact_id FROM contacts_event ev"
    " WHERE ev.workspace_id = %(workspace)s AND ev.name = {event} AND ev.occurred_at > %(since)s",
    "ev.contact_id",
)
_MOVED = (
    "SELECT DISTINCT st.contact_id FROM contacts_segmenttransition st"
    " WHERE st.segment_id = {segment} AND st.kind = {kind} AND st.at > %(since)s",
    "st.contact_id",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Whom one trigger lets in. `contacts` selects them, `condition` asks it of the contact `c`; both "": everybody.

    `segment`: exactly its members, whose number is known. `foretold`: so many came of late.
    """

    trigger: str
    contacts: str = ""
    condition: str = "TRUE"
    segment: UUID | None = None
    foretold: bool = False


@dataclass(frozen=True, slots=True)
class Entering:
    """The sources of a flow, and the parameters of their SQL. `unknown`: some trigger lets in whoever a call names."""

    sources: Sequence[Source]
    params: dict[str, Any]
    unknown: bool


def entering_of(campaign: Campaign, graph: Graph, now: datetime) -> Entering:
    """By the flow's triggers, in the order of the document."""
    params: dict[str, Any] = {"workspace": campaign.workspace_id, "since": now - LOOK_BACK}
    triggers = [node for node in graph.nodes.values() if node.is_trigger]
    sources = []
    for number, node in enumerate(triggers):
        if isinstance(node.type, TriggerApi) or node.config is None:
            continue
        sources.append(_source(node.key, node.config, campaign, number, params))
    return Entering(sources, params, unknown=len(sources) < len(triggers))


def _source(key: str, config: Any, campaign: Campaign, number: int, params: dict[str, Any]) -> Source:
    def named(name: str, value: object, kind: str) -> str:
        params[f"{name}{number}"] = value
        return f"%({name}{number})s::{kind}"

    if isinstance(config, TriggerEventConfig):
        return _foretold(key, _DID, event=named("event", config.event, "text"))
    if isinstance(config, TriggerSegmentEntryConfig | TriggerSegmentExitConfig):
        way = "entered" if isinstance(config, TriggerSegmentEntryConfig) else "left"
        segment, kind = named("segment", config.segment, "uuid"), named("kind", way, "text")
        return _foretold(key, _MOVED, segment=segment, kind=kind)
    own = config.segment if isinstance(config, TriggerScheduledConfig) else None
    segment_id = own or campaign.audience_id
    if segment_id is None:
        return Source(key)
    statement, column = _MEMBERS
    contacts = statement.format(segment=named("segment", segment_id, "uuid"))
    return Source(key, contacts, f"EXISTS ({contacts} AND {column} = c.id)", segment=segment_id)


def _foretold(key: str, shape: tuple[str, str], **names: str) -> Source:
    statement, column = shape
    contacts = statement.format(**names)
    return Source(key, contacts, f"EXISTS ({contacts} AND {column} = c.id)", foretold=True)
