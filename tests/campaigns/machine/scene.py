"""What stands around the campaigns of the state machine: a workspace, senders, templates, a segment, attributes."""

import itertools
import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from campaigns.services import secret_create
from contacts.models import Contact
from messaging.models import Sender
from messaging.providers.registry import PROVIDERS
from tests.campaigns.machine.caller import ScriptedCaller
from tests.campaigns.machine.crash import Mortality
from tests.campaigns.machine.flows import DYNAMIC_SEGMENT, OTHER_TEMPLATE, rule, tagged
from tests.campaigns.machine.provider import ScriptedProvider
from tests.campaigns.nodes.data import CAMPAIGN, SEGMENT, SENDER, TEMPLATE
from tests.factories.contacts import define_attributes, make_segment
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.channels import MessageType
from workspaces.services import Actor

ZONES = ("", "Europe/Vienna", "America/New_York", "Pacific/Apia")


class Scene:
    """Made once; every example begins with it and takes back what it changed."""

    def __init__(self) -> None:
        self.mortality = Mortality()
        self.provider = ScriptedProvider(self.mortality)
        self.caller = ScriptedCaller(self.mortality)
        PROVIDERS[self.provider.key] = self.provider
        self.workspace = make_workspace()
        self.sender: Sender = make_sender(self.workspace, provider=self.provider.key, config={}, is_default=True)
        self.template, _ = make_published(self.workspace)
        self.other, _ = make_published(self.workspace, message_type=MessageType.TRANSACTIONAL)
        self.segment = make_segment(self.workspace)
        self.dynamic = make_segment(self.workspace, rule(tagged("vip")))
        for name in ("crm", "crm-signing"):
            secret_create(workspace=self.workspace, name=name, value="a secret of this scene", actor=Actor.system())
        define_attributes(self.workspace, {"plan": "text", "visits": "number", "renewal": "date", "greeting": "text"})

    def reset(self) -> None:
        """Forgets what providers and addresses were told to do, and what they did."""
        self.provider.reset()
        self.caller.reset()

    def close(self) -> None:
        """Takes the provider out of the registry."""
        del PROVIDERS[self.provider.key]

    def real(self, data: Mapping[str, Any], **more: str) -> dict[str, Any]:
        """The document with the scene's own ids, and with those in `more` (by the test data's id)."""
        text = json.dumps(data)
        ids = {
            TEMPLATE: self.template.public_id,
            OTHER_TEMPLATE: self.other.public_id,
            SENDER: self.sender.public_id,
            SEGMENT: self.segment.public_id,
            DYNAMIC_SEGMENT: self.dynamic.public_id,
            **more,
        }
        for stands_in, own in ids.items():
            text = text.replace(stands_in, own)
        document: dict[str, Any] = json.loads(text)
        return document

    def contacts(self, number: int) -> list[Contact]:
        """Contacts who differ: zones, tags, attributes; most of them may be sent to."""
        made = [
            Contact.objects.create(
                workspace=self.workspace,
                email=f"somebody{place}@example.com",
                first_name=str(place),
                timezone=ZONES[place % len(ZONES)],
                tags=["vip"] if place % 2 else [],
                attributes={"plan": "gold", "visits": place, "renewal": f"2028-0{place % 8 + 1}-29"},
            )
            for place in range(number)
        ]
        grant_consent(made[: number - number // 4])
        return made


class _Id(NamedTuple):
    int: int


def repeatable_ids(seed: int) -> Callable[[], Any]:
    """Stands in for uuid_utils.uuid7: the same ids in the same order, so that examples can be run again."""
    source = random.Random(seed)
    numbers = itertools.count(1)
    return lambda: _Id((next(numbers) << 80) | (7 << 76) | (2 << 62) | source.getrandbits(62))


def ids_for(campaign_id: str) -> dict[str, str]:
    """What stands for the other campaign in jumps."""
    return {CAMPAIGN: campaign_id}


def uuids(contacts: Sequence[Contact]) -> list[UUID]:
    """Their ids."""
    return [contact.pk for contact in contacts]
