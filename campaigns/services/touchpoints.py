"""Touchpoints (seed 004): nodes of a campaign's flow, put at its end, changed and taken out one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from campaigns.flow import Flow, FlowNode, parse
from campaigns.flow.touchpoints import node_appended, node_changed, node_removed, touchpoint_types
from campaigns.lifecycle.guards import campaign_lock
from campaigns.lifecycle.versions import campaign_document
from campaigns.message_body import content_of_message
from campaigns.models import Campaign
from campaigns.selectors.touchpoints import MESSAGE, Touchpoint, touchpoint_in
from campaigns.services.revising import campaign_revise
from campaigns.services.template_uses import templates_shared
from templates_app.models import Template, TemplateState
from templates_app.services import template_create, template_publish, template_update
from workspaces.channels import Channel
from workspaces.errors import Conflict, FieldError, InvalidInput, NotFound
from workspaces.ids import encode, uuid7
from workspaces.selectors import row_find
from workspaces.services import Actor

NODE_PREFIX = "nod"
_SEND = "send"
_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class TouchpointChange:
    """What a touchpoint is to become; what is None stays as it is."""

    name: str | None = None
    message: Mapping[str, Any] | None = None
    config: Mapping[str, Any] | None = None


@transaction.atomic
def touchpoint_create(
    *, campaign: Campaign, type: str, name: str, actor: Actor, message: Any = None, config: Any = None
) -> Touchpoint:
    """Puts a node at the end of the flow: a `message` with its text or template, or an action with its `config`.

    The flow of a launched campaign is published with it. Raises InvalidInput naming the field, Conflict where the flow
    has no one end or the campaign is finished.
    """
    locked = campaign_lock(campaign)
    flow = parse(campaign_document(locked))
    node_type = _SEND if type == MESSAGE else type
    if node_type not in touchpoint_types():
        raise InvalidInput.of("type", f"must be one of {', '.join([MESSAGE, *touchpoint_types()])}")
    _refuse_other_part(node_type, message, config)
    if node_type == _SEND and message is None:
        raise InvalidInput.of("message", "This field is required.", "required")
    key = encode(NODE_PREFIX, uuid7())
    wanted = _message_config(locked, {}, name, message, actor) if message is not None else dict(config or {})
    node = FlowNode(id=key, type=node_type, name=name, config=wanted)
    return _saved(locked, node_appended(flow, node), key, actor)


@transaction.atomic
def touchpoint_update(*, touchpoint: Touchpoint, change: TouchpointChange, actor: Actor) -> Touchpoint:
    """Changes the node; its place in the flow stays. A text that only this campaign sends is changed, others are left.

    Raises as `touchpoint_create`, and NotFound where somebody has taken it out meanwhile.
    """
    locked = campaign_lock(touchpoint.campaign)
    flow, node = _found(locked, touchpoint)
    changes: dict[str, Any] = {} if change.name is None else {"name": change.name}
    _refuse_other_part(node.type, change.message, change.config)
    if change.config is not None:
        changes["config"] = dict(change.config)
    if change.message is not None:
        title = change.name or node.name
        changes["config"] = _message_config(locked, node.config, title, change.message, actor)
    return _saved(locked, node_changed(flow, node.id, changes), node.id, actor)


@transaction.atomic
def touchpoint_delete(*, touchpoint: Touchpoint, actor: Actor) -> None:
    """Takes the node out; what led to it leads to what came after. Raises Conflict where ways part at it."""
    locked = campaign_lock(touchpoint.campaign)
    flow, node = _found(locked, touchpoint)
    _save(locked, node_removed(flow, node.id), actor)


def _refuse_other_part(node_type: str, message: object, config: object) -> None:
    """A message has a message, an action a config."""
    if node_type == _SEND and config is not None:
        raise InvalidInput.of("config", "is for actions; a message has its `message`")
    if node_type != _SEND and message is not None:
        raise InvalidInput.of("message", "is for touchpoints of the type message")


def _found(campaign: Campaign, touchpoint: Touchpoint) -> tuple[Flow, FlowNode]:
    """The flow as it is now that the campaign is locked, and the node in it."""
    flow = parse(campaign_document(campaign))
    node = next((each for each in flow.nodes if each.id == touchpoint.node.id), None)
    if node is None:
        raise NotFound("There is no such touchpoint.")
    return flow, node


def _saved(campaign: Campaign, flow: Flow, key: str, actor: Actor) -> Touchpoint:
    _save(campaign, flow, actor)
    return touchpoint_in(campaign, next(node for node in flow.nodes if node.id == key))


def _save(campaign: Campaign, flow: Flow, actor: Actor) -> None:
    try:
        campaign_revise(campaign=campaign, actor=actor, changes={}, document=flow.document())
    except InvalidInput as error:
        raise _at_touchpoint(error) from error


def _at_touchpoint(error: InvalidInput) -> InvalidInput:
    """The same error where the caller knows it: the config of the flow's node is the touchpoint's own."""
    details = [FieldError(_own_field(each.field), each.message, each.code) for each in error.details]
    return InvalidInput("; ".join(f"{each.field}: {each.message}" for each in details[:3]) or error.message, details)


def _own_field(field: str) -> str:
    place, separator, rest = field.partition("].")
    return rest if separator and place.startswith("workflow.nodes[") else field


def _message_config(
    campaign: Campaign, config: Mapping[str, Any], name: str, message: Mapping[str, Any], actor: Actor
) -> dict[str, Any]:
    """The config of a send node with this message. Its text is kept as a template, published where it can be."""
    channel = str(config.get("channel") or campaign.channel or Channel.EMAIL)
    if "template" in message and len(message) == 1:
        template = _named(campaign, message["template"])
        return {**config, "channel": template.channel, "template": template.public_id}
    content = content_of_message(channel, name, message)
    template = _written(campaign, config, channel, name, content, actor)
    return {**config, "channel": channel, "template": template.public_id}


def _named(campaign: Campaign, template: object) -> Template:
    try:
        return row_find(Template, str(template), [campaign.workspace_id])
    except NotFound:
        raise InvalidInput.of("message.template", "there is no such template") from None


def _written(
    campaign: Campaign, config: Mapping[str, Any], channel: str, name: str, content: Mapping[str, Any], actor: Actor
) -> Template:
    """The node's own template with this content, or a new one where it has none that is this campaign's alone."""
    own = _named(campaign, config["template"]) if config.get("template") else None
    editable = own is not None and own.state in (TemplateState.DRAFT, TemplateState.PUBLISHED)
    try:
        if own is not None and editable and not templates_shared(campaign, [own.pk]):
            template = template_update(template=own, actor=actor, content=content)
        else:
            words = " ".join(f"{campaign.name}: {name}".split())
            title = "".join(char for char in words if char.isprintable())[:_NAME_LENGTH]
            options: dict[str, Any] = {"channel": channel, "content": content}
            template = template_create(workspace=campaign.workspace, name=title, actor=actor, **options)
    except InvalidInput as error:
        details = [FieldError(each.field.replace("content", "message", 1), each.message) for each in error.details]
        raise InvalidInput("; ".join(f"{each.field}: {each.message}" for each in details), details) from error
    _publish(template, actor)
    return template


def _publish(template: Template, actor: Actor) -> None:
    """Where it can be: what waits for somebody's approval, or is unfinished, is told by `touchpoint_errors`."""
    try:
        with transaction.atomic():
            template_publish(template=template, actor=actor)
    except (InvalidInput, Conflict):
        return
