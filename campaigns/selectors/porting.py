"""A campaign as a document that another workspace, or a file under version control, can take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.lifecycle.versions import campaign_document
from campaigns.models import Campaign
from campaigns.selectors.names import flow_names
from contacts.models import Segment, Topic
from messaging.models import Sender
from templates_app.models import Template
from workspaces.tenancy import PublicId

# What flows and settings refer to by id, and what the document calls it.
KINDS: Mapping[str, type[PublicId]] = {
    "template": Template,
    "sender": Sender,
    "segment": Segment,
    "topic": Topic,
    "campaign": Campaign,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that the flow or the settings refer to, by its id as they spell it, and by its name."""

    id: str
    kind: str
    name: str


def campaign_port(campaign: Campaign) -> dict[str, Any]:
    """Name, description, type, goal, audience, settings and flow as an editor shows it, and what these refer to."""
    document = campaign_document(campaign)
    audience = campaign.audience.public_id if campaign.audience else None
    # The settings and the audience are looked through like the config of a node.
    outside = {"id": "", "config": {"settings": campaign.settings, "audience": audience}}
    names = flow_names(campaign.workspace, {"nodes": [*document["nodes"], outside]})
    return {
        "name": campaign.name,
        "description": campaign.description,
        "type": campaign.type,
        "goal": campaign.goal,
        "audience": audience,
        "settings": campaign.settings,
        "workflow": document,
        "references": list(_references(names)),
    }


def _references(names: Mapping[str, str]) -> Iterator[Reference]:
    prefixes = {f"{model.ID_PREFIX}_": kind for kind, model in KINDS.items()}
    for spelling, name in sorted(names.items()):
        kind = prefixes.get(f"{spelling.rpartition('_')[0]}_")
        if kind is not None:
            yield Reference(spelling, kind, name)
