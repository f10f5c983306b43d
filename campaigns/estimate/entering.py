"""Who would come in by each trigger, as SQL over contacts: whole sets to count, and conditions to ask of a sample."""

from collections.abc import Mapping, Sequence
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
from contacts import rules
from contacts.models.event import AHEAD
from workspaces.errors import InvalidInput

# What happens is foretold from what has happened in so long.
LOOK_BACK = timedelta(days=30)

_MEMBERS = ("SELECT m.contact_id FROM contacts_segmentmembership m WHERE m.segment_id = {segment}", "m.contact_id")
_DID = (
    "SELECT DISTINCT ev.contact_id FROM contacts_event ev{contact}"
    " WHERE ev.workspace_id = %(workspace)s AND ev.name = {event} AND ev.occurred_at > %(since)s"
    " AND ev.created_at > %(known_since)s AND {filter}",
    "ev.contact_id",
)
# What a filter sees of an event, as routing makes it.
_CONTEXT = "(ev.properties || jsonb_build_object('event', ev.name, 'occurred_at', ev.occurred_at))"
_WITH_CONTACT = " JOIN contacts_contact c ON c.id = ev.contact_id"
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
    params["known_since"] = now - LOOK_BACK - AHEAD
    triggers = [node for node in graph.nodes.values() if node.is_trigger]
    sources = []
    for number, node in enumerate(triggers):
        if isinstance(node.type, TriggerApi) or node.config is None:
            continue
        sources.append(_source(node.key, node.config, campaign, Naming(number, params, now)))
    return Entering(sources, params, unknown=len(sources) < len(triggers))


@dataclass(frozen=True, slots=True)
class Naming:
    """Collects the parameters of one trigger, whose number makes their names its own."""

    number: int
    params: dict[str, Any]
    now: datetime

    def named(self, name: str, value: object, kind: str) -> str:
        """A placeholder for the value."""
        self.params[f"{name}{self.number}"] = value
        return f"%({name}{self.number})s::{kind}"

    def filter(self, campaign: Campaign, rule: Mapping[str, Any] | None) -> str:
        """The filter over an event `ev` and its contact `c`; one that can't be read lets all pass."""
        try:
            tree = rules.parse(rule) if rule is not None else None
        except InvalidInput:
            tree = None
        if tree is None:
            return "TRUE"
        context = rules.RuleContext(campaign.pk, context_column=_CONTEXT)
        prefix = f"filter{self.number}_"
        predicate = rules.compile(tree, campaign.workspace_id, self.now, context=context, prefix=prefix)
        self.params.update(predicate.params)
        return predicate.sql


def _source(key: str, config: Any, campaign: Campaign, naming: Naming) -> Source:
    named = naming.named
    if isinstance(config, TriggerEventConfig):
        return _events(key, named("event", config.event, "text"), naming.filter(campaign, config.filter))
    if isinstance(config, TriggerSegmentEntryConfig | TriggerSegmentExitConfig):
        way = "entered" if isinstance(config, TriggerSegmentEntryConfig) else "left"
        segment, kind = named("segment", config.segment, "uuid"), named("kind", way, "text")
        statement, column = _MOVED
        contacts = statement.format(segment=segment, kind=kind)
        return Source(key, contacts, f"EXISTS ({contacts} AND {column} = c.id)", foretold=True)
    own = config.segment if isinstance(config, TriggerScheduledConfig) else None
    segment_id = own or campaign.audience_id
    if segment_id is None:
        return Source(key)
    statement, column = _MEMBERS
    contacts = statement.format(segment=named("segment", segment_id, "uuid"))
    return Source(key, contacts, f"EXISTS ({contacts} AND {column} = c.id)", segment=segment_id)


def _events(key: str, event: str, filter_: str) -> Source:
    """Asked of one contact the filter finds it in the statement around; else the event brings its own along."""
    statement, column = _DID
    contacts = statement.format(event=event, filter=filter_, contact=_WITH_CONTACT if filter_ != "TRUE" else "")
    of_contact = statement.format(event=event, filter=filter_, contact="")
    return Source(key, contacts, f"EXISTS ({of_contact} AND {column} = c.id)", foretold=True)
