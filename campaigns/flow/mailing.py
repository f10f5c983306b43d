"""A mailing: the flow of the e-mail API, in which events (and one moment) lead to one mail, from templates and senders
that take turns. Written as a flow document and read back; any other flow is read as far as it says the same.

No ORM here: what the templates and senders are is somebody else's business.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.flow.document import Flow, FlowEdge, FlowNode
from campaigns.nodes.rotation import MOST
from campaigns.nodes.send import SendConfig
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig

# The node's own, and the further ones.
MOST_CHOICES = MOST + 1
_SEND, _END, _AT = "send", "end", "at"
_EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Mailing:
    """What lets contacts in, and what they get. `at`: when everybody of the audience enters once; None: never."""

    events: tuple[str, ...] = ()
    templates: tuple[UUID, ...] = ()
    senders: tuple[UUID, ...] = ()
    at: datetime | None = None


def mailing_flow(mailing: Mailing, before: Flow | None = None) -> dict[str, Any]:
    """The document. What the send node of the mailing `before` says beside templates and senders is kept."""
    earlier = next((node for node in before.nodes if node.type == "send"), None) if before else None
    send = FlowNode(
        id=earlier.id if earlier else _SEND,
        type="send",
        name=earlier.name if earlier else "",
        config=_send_config(mailing, earlier.config if earlier else {}),
    )
    known = {node.config.get("event"): node for node in before.nodes if node.type == "trigger_event"} if before else {}
    triggers = [
        known.get(event) or FlowNode(id=_key(event), type="trigger_event", config={"event": event})
        for event in mailing.events
    ]
    if mailing.at is not None:
        triggers.append(FlowNode(id=_AT, type="trigger_scheduled", config={"at": mailing.at.isoformat()}))
    edges = [FlowEdge(source=trigger.id, target=send.id) for trigger in triggers]
    edges.append(FlowEdge(source=send.id, target=_END))
    return Flow(nodes=(*triggers, send, FlowNode(id=_END, type="end")), edges=tuple(edges)).document()


def is_mailing(flow: Flow) -> bool:
    """Whether the flow can be written by `mailing_flow`, so that changing it so loses nothing."""
    kinds = [node.type for node in flow.nodes]
    sends = [node for node in flow.nodes if node.type == "send"]
    moments = [node for node in flow.nodes if node.type == "trigger_scheduled"]
    return (
        set(kinds) <= {"trigger_event", "trigger_scheduled", "send", "end"}
        and len(sends) == 1
        and kinds.count("end") == 1
        and sends[0].config.get("channel") == _EMAIL
        and sends[0].config.get("fallback") is None
        and all(set(node.config) <= {"at", "timezone"} and node.config.get("at") for node in moments)
        and len(moments) <= 1
    )


def mailing_of(flow: Flow) -> Mailing:
    """What the flow says of a mailing; of other flows all events, mail templates and senders that stand in it."""
    configs = {kind: [node.config for node in flow.nodes if node.type == kind] for kind in _READ}
    sends = [config for each in configs["send"] if (config := _mail(each)) is not None]
    moments = [at for each in configs["trigger_scheduled"] if (at := _moment(each)) is not None]
    return Mailing(
        events=_once(each["event"] for each in configs["trigger_event"] if each.get("event")),
        templates=_once(template for send in sends for template in _templates(send)),
        senders=_once(sender for send in sends for sender in _senders(send)),
        at=moments[0] if moments else None,
    )


_READ = ("trigger_event", "trigger_scheduled", "send")


def _key(event: str) -> str:
    return event.replace(".", "_")


def _send_config(mailing: Mailing, before: Mapping[str, Any]) -> dict[str, Any]:
    rotation = {
        "templates": [{"template": str(each)} for each in mailing.templates[1:]],
        "senders": [{"sender": str(each)} for each in mailing.senders[1:]],
        "leave_out_failing": (before.get("rotation") or {}).get("leave_out_failing", False),
    }
    config = {
        **before,
        "channel": _EMAIL,
        "template": str(mailing.templates[0]),
        "sender": str(mailing.senders[0]),
        "rotation": rotation if rotation["templates"] or rotation["senders"] else None,
    }
    return SendConfig.model_validate(config).model_dump(mode="json", exclude_defaults=True)


def _mail(config: Mapping[str, Any]) -> SendConfig | None:
    """A send node's config, where it is one of a mail and finished."""
    try:
        found = SendConfig.model_validate(dict(config))
    except ValueError:
        return None
    return found if found.channel == _EMAIL else None


def _moment(config: Mapping[str, Any]) -> datetime | None:
    """The moment of a schedule that has one, with its offset; local times have none."""
    try:
        at = TriggerScheduledConfig.model_validate(dict(config)).at
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _templates(send: SendConfig) -> Iterable[UUID]:
    yield send.template
    if send.rotation is not None:
        yield from (each.template for each in send.rotation.templates)


def _senders(send: SendConfig) -> Iterable[UUID]:
    if send.sender is not None:
        yield send.sender
    if send.rotation is not None:
        yield from (each.sender for each in send.rotation.senders)


def _once(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))
