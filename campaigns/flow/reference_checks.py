"""Whether what a flow refers to exists and fits: templates, senders, segments, rules and Liquid texts.

Facts about the world come in as `References`; nothing here looks anything up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from campaigns.flow.graph import Graph, GraphNode
from campaigns.flow.plan import PINNED_CHANNEL
from campaigns.flow.references import References
from campaigns.nodes.fields import channel_name
from campaigns.nodes.parts import Issue, NodeView, Ref, RefKind, RuleUse
from campaigns.nodes.send import SendConfig

View = NodeView[object]


def reference_issues(graph: Graph, known: References, path: str) -> Iterator[Issue]:
    """Issues of everything that the nodes refer to."""
    for key, node in graph.nodes.items():
        if node.type is None or node.config is None:
            continue
        view: View = NodeView(key, f"{path}.nodes[{node.place}]", node.config)
        for ref in node.type.references(node.config):
            yield from _CHECKS[ref.kind](view, ref, known)
        yield from _sending(view, known)
        yield from _texts(view, node, known)
        yield from _members(view, node, known)
        yield from _secrets(view, node, known)
        for use in node.type.rules(node.config):
            yield from _rule(view, use, graph, known)


def _template(view: View, ref: Ref, known: References) -> Iterator[Issue]:
    template = known.templates.get(ref.id)
    if template is None:
        yield view.error(ref.path, "template_missing", "This template was deleted. Choose another one.")
        return
    if not template.published:
        message = f"The template is {template.state.lower()}; publish it first."
        yield view.error(ref.path, "template_unpublished", message)
    if ref.channel and template.channel != ref.channel:
        message = f"The template is made for {channel_name(template.channel)}, not for {channel_name(ref.channel)}."
        yield view.error(ref.path, "template_wrong_channel", message)
    if template.objection:
        yield view.error(
            ref.path, "template_not_approved", f"{template.objection[:1].upper()}{template.objection[1:]}."
        )
    if template.undefined:
        message = f"No contact has a value for {', '.join(template.undefined[:10])}; it stays empty."
        yield view.warning(ref.path, "template_variables", message)


def _sender(view: View, ref: Ref, known: References) -> Iterator[Issue]:
    sender = known.senders.get(ref.id)
    channel = getattr(view.config, "channel", None)
    if sender is None:
        yield view.error(ref.path, "sender_missing", "This sender was deleted. Choose another one.")
    elif channel is not None and sender.channel != channel:
        message = f"The sender is made for {channel_name(sender.channel)}, not for {channel_name(channel)}."
        yield view.error(ref.path, "sender_wrong_channel", message)
    elif not sender.usable:
        yield view.error(ref.path, "sender_unusable", "The sender is switched off.")


def _segment(view: View, ref: Ref, known: References) -> Iterator[Issue]:
    if ref.id not in known.segments:
        yield view.error(ref.path, "segment_missing", "This segment was deleted. Choose another one.")


def _static_segment(view: View, ref: Ref, known: References) -> Iterator[Issue]:
    yield from _segment(view, ref, known)
    if ref.id in known.segments - known.static_segments:
        message = "The segment is dynamic: who is in it follows from its rule. Choose a static one."
        yield view.error(ref.path, "segment_dynamic", message)


def _campaign(view: View, ref: Ref, known: References) -> Iterator[Issue]:
    if ref.id not in known.campaigns:
        yield view.error(ref.path, "campaign_missing", "This campaign was deleted. Choose another one.")
    elif ref.id == known.own_campaign:
        yield view.error(ref.path, "campaign_itself", "A campaign can't send contacts into itself; use a loop.")


_CHECKS: Mapping[RefKind, Callable[[View, Ref, References], Iterable[Issue]]] = {
    RefKind.TEMPLATE: _template,
    RefKind.SENDER: _sender,
    RefKind.SEGMENT: _segment,
    RefKind.STATIC_SEGMENT: _static_segment,
    RefKind.CAMPAIGN: _campaign,
}


def _sending(view: View, known: References) -> Iterator[Issue]:
    config = view.config
    if not isinstance(config, SendConfig):
        return
    wanted = {"config.channel": config.channel}
    if config.fallback is not None:
        wanted["config.fallback.channel"] = config.fallback.channel
    for path, channel in wanted.items():
        if channel not in known.channels:
            message = f"Nothing can be sent by {channel_name(channel)} here; choose {_either(known.channels)}."
            yield view.error(path, "channel_unavailable", message)
    if config.sender is None and _lacks_default(config.channel, known):
        message = "No sender is named, and the workspace has no default one."
        if config.channel != PINNED_CHANNEL:
            message = f"No sender is named, and the workspace has no default one for {channel_name(config.channel)}."
        yield view.error("config.sender", "sender_missing", message)
    # On its own channel the second message has the first one's sender, on another one always the default one.
    if config.fallback is not None and config.fallback.channel != config.channel:
        if _lacks_default(config.fallback.channel, known):
            name = channel_name(config.fallback.channel)
            message = f"The second message goes out by the default sender for {name}, and the workspace has none."
            yield view.error("config.fallback.channel", "sender_missing", message)


def _lacks_default(channel: str, known: References) -> bool:
    """Whether what names no sender could not be sent; where nothing can be sent by the channel at all, that is told."""
    found = known.default_sender is not None if channel == PINNED_CHANNEL else channel in known.default_channels
    return channel in known.channels and not found


def _either(channels: Iterable[str]) -> str:
    return " or ".join(channel_name(channel) for channel in sorted(channels)) or "another step: no channel is set up"


def _texts(view: View, node: GraphNode, known: References) -> Iterator[Issue]:
    for use in node.type.texts(node.config) if node.type else ():
        for problem in known.check_text(f"{view.path}.{use.path}", use.source):
            yield Issue(view.key, problem.path, f"text_{problem.code}", problem.message)


def _secrets(view: View, node: GraphNode, known: References) -> Iterator[Issue]:
    for use in node.type.secrets(node.config) if node.type else ():
        if use.name not in known.secrets:
            yield view.error(use.path, "secret_missing", f"There is no secret {use.name!r} in this workspace.")


def _members(view: View, node: GraphNode, known: References) -> Iterator[Issue]:
    for use in node.type.members(node.config) if node.type else ():
        if use.email.lower() not in known.members:
            yield view.error(use.path, "member_missing", f"{use.email} is not a member of this workspace.")


def _rule(view: View, use: RuleUse, graph: Graph, known: References) -> Iterator[Issue]:
    place = f"{view.path}.{use.path}"
    for problem in known.check_rule(place, use.rule):
        yield Issue(view.key, problem.path, f"rule_{problem.code}", problem.message)
    for path, key in _named_nodes(use.rule, place):
        if graph.type_of(key) != "send":
            message = f"The rule asks for a message of node {key!r}, but the flow has no such send node."
            yield Issue(view.key, path, "rule_node_missing", message)


def _named_nodes(rule: object, path: str) -> Iterator[tuple[str, str]]:
    """The places in a rule tree that name a node of this flow (`"value": {"node": "s1"}`), and its key."""
    if not isinstance(rule, Mapping):
        return
    value = rule.get("value")
    if isinstance(value, Mapping) and "campaign" not in value and isinstance(value.get("node"), str):
        yield f"{path}.value.node", value["node"]
    children = rule.get("rules")
    for place, child in enumerate(children if isinstance(children, list | tuple) else ()):
        yield from _named_nodes(child, f"{path}.rules[{place}]")
