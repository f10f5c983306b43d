"""What a contact has chosen as the preference page shows it, and writing down what was changed there.

The first box of a channel stands for all its marketing; a topic's box for messages about the topic. Both show what
would be sent now (docs/consent.md): only differences are written, so the log holds what the contact did.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contacts.models import Consent, ConsentState, Contact, LegalBasis, Topic
from contacts.selectors import topic_list
from contacts.services import ConsentChange, Evidence, consent_set_many
from messaging.channels.registry import CHANNELS
from messaging.models import ContactPoint, Sender
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now

SOURCE = "preference page"
_TYPE = MessageType.MARKETING.value
_States = Mapping[tuple[str, UUID | None], str]


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """One topic on one channel; `name` is the name of its box."""

    topic: Topic
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """One channel with its topics; `address` is where messages go, "" where that is not known."""

    channel: str
    label: str
    address: str
    chosen: bool
    topics: Sequence[TopicChoice]


def choices_of(contact: Contact) -> list[ChannelChoice]:
    """The channels over which the contact can be reached or has said something, with their public topics.

    Channels other than mail are offered once the workspace has a sender for them.
    """
    topics = list(topic_list(workspace=contact.workspace_id).filter(public=True))
    states = _states(contact)
    phone = contact.phone or ""
    addresses = {Channel.EMAIL.value: contact.email or "", Channel.SMS.value: phone, Channel.WHATSAPP.value: phone}
    used = {Channel.EMAIL.value, *Sender.objects.in_workspace(contact.workspace_id).values_list("channel", flat=True)}
    offered = {channel for channel, address in addresses.items() if address and channel in used & CHANNELS.keys()}
    offered |= used & {Channel.ONSITE.value}
    points = ContactPoint.objects.in_workspace(contact.workspace_id).filter(contact=contact, ended_at=None)
    offered |= set(points.values_list("channel", flat=True)) | {channel for channel, _ in states}
    return [
        _channel(channel, addresses.get(channel.value, ""), topics, states)
        for channel in Channel
        if channel.value in offered
    ]


def preferences_save(*, contact: Contact, ticked: Collection[str], text: str, ip: str, user_agent: str) -> int:
    """Writes down what differs from what is chosen now; `ticked` are names of boxes. How many answers changed."""
    changes = []
    for channel in choices_of(contact):
        boxes: list[tuple[str, UUID | None, bool]] = [(channel.channel, None, channel.chosen)]
        boxes += [(choice.name, choice.topic.pk, choice.chosen) for choice in channel.topics]
        for name, topic_id, chosen in boxes:
            if (name in ticked) != chosen:
                state = ConsentState.DENIED if chosen else ConsentState.GRANTED
                changes.append(ConsentChange(contact.pk, channel.channel, _TYPE, state, topic_id))
    return _write(contact, changes, Evidence(text, LegalBasis.CONSENT, ip, user_agent))


def preferences_refuse_all(*, contact: Contact, text: str, ip: str, user_agent: str) -> int:
    """No more marketing, on any channel and about anything. How many answers changed."""
    channels = [choice.channel for choice in choices_of(contact)] or [Channel.EMAIL.value]
    changes = [ConsentChange(contact.pk, channel, _TYPE, ConsentState.DENIED) for channel in channels]
    return _write(contact, changes, Evidence(text, LegalBasis.CONSENT, ip, user_agent))


def _write(contact: Contact, changes: Sequence[ConsentChange], evidence: Evidence) -> int:
    return consent_set_many(
        workspace_id=contact.workspace_id,
        changes=changes,
        source=SOURCE,
        now=database_now(),
        by_contact=True,
        evidence=evidence,
    )


def _states(contact: Contact) -> _States:
    rows = Consent.objects.in_workspace(contact.workspace_id).filter(contact=contact, message_type=_TYPE)
    return {(channel, topic_id): state for channel, topic_id, state in rows.values_list("channel", "topic_id", "state")}


def _channel(channel: Channel, address: str, topics: Sequence[Topic], states: _States) -> ChannelChoice:
    general = states.get((channel.value, None))
    choices = [
        TopicChoice(topic, f"{channel.value}.{topic.key}", _is_chosen(general, states.get((channel.value, topic.pk))))
        for topic in topics
    ]
    some = any(state == ConsentState.GRANTED for (where, _), state in states.items() if where == channel.value)
    chosen = general != ConsentState.DENIED and some
    return ChannelChoice(channel.value, str(channel.label), address, chosen, choices)


def _is_chosen(general: str | None, on_topic: str | None) -> bool:
    """Whether the contact would get messages about the topic, were the channel's own box ticked."""
    if on_topic in (ConsentState.GRANTED, ConsentState.DENIED):
        return on_topic == ConsentState.GRANTED
    return general == ConsentState.GRANTED
