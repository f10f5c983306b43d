"""Everything that would stop a flow from being published, and what merely looks like a mistake.

The document is already well-formed (`campaigns.flow.document.parse`). References are judged in `reference_checks`.
"""

from collections.abc import Callable, Iterable, Iterator

from campaigns.flow.document import Flow
from campaigns.flow.graph import Graph, GraphNode
from campaigns.flow.reference_checks import reference_issues
from campaigns.flow.references import References
from campaigns.nodes.config_words import config_sentence
from campaigns.nodes.parts import Issue, NodeView, Severity


def validate(flow: Flow, known: References, *, path: str = "workflow") -> list[Issue]:
    """All issues of the flow, errors first, each naming its place under `path`. Errors forbid publishing."""
    graph = Graph(flow)
    checks: list[Callable[[Graph, str], Iterable[Issue]]] = [
        _triggers,
        _configs,
        _edges,
        _open_ports,
        _same_targets,
        _unreachable,
        _loops,
        _own_checks,
    ]
    issues = [issue for check in checks for issue in check(graph, path)]
    issues += reference_issues(graph, known, path)
    return sorted(issues, key=lambda issue: issue.severity is not Severity.ERROR)


def errors_of(issues: Iterable[Issue]) -> list[Issue]:
    """Only what forbids publishing."""
    return [issue for issue in issues if issue.severity is Severity.ERROR]


def _at(path: str, node: GraphNode) -> str:
    return f"{path}.nodes[{node.place}]"


def _triggers(graph: Graph, path: str) -> Iterator[Issue]:
    if not any(node.is_trigger for node in graph.nodes.values()):
        yield Issue(None, f"{path}.nodes", "no_trigger", "The flow has no trigger, so no contact can enter it.")


def _configs(graph: Graph, path: str) -> Iterator[Issue]:
    for key, node in graph.nodes.items():
        if node.type is None:
            yield Issue(
                key, f"{_at(path, node)}.type", "unknown_node_type", f"There is no step of the type {node.node.type!r}."
            )
        for error in node.errors:
            place = error.under(f"{_at(path, node)}.config")
            code = "config_missing" if error.missing else "config_invalid"
            yield Issue(key, place, code, config_sentence(node.type, error) if node.type else error.message)


def _edges(graph: Graph, path: str) -> Iterator[Issue]:
    """Edges that leave by no port or by one that is taken, or lead to a trigger."""
    for key, node in graph.nodes.items():
        ports = node.ports()
        for port, places in graph.ways[key].items():
            if ports is not None and port not in {known.name for known in ports}:
                for place in places:
                    message = f"Node {key!r} has no port {port!r}; it has {_names(known.name for known in ports)}."
                    yield Issue(key, f"{path}.edges[{place}].port", "port_unknown", message)
                continue
            for place in places[1:]:
                message = f"Port {port!r} of node {key!r} already has an edge (edges[{places[0]}])."
                yield Issue(key, f"{path}.edges[{place}].port", "port_taken", message)
    for place, edge in enumerate(graph.flow.edges):
        if graph.nodes[edge.target].is_trigger:
            message = f"The edge from {edge.source!r} leads to the trigger {edge.target!r}; contacts only start there."
            yield Issue(edge.source, f"{path}.edges[{place}].target", "edge_to_trigger", message)


def _open_ports(graph: Graph, path: str) -> Iterator[Issue]:
    for key, node in graph.nodes.items():
        for port in node.ports() or ():
            if port.name not in graph.ways[key]:
                way = f" on the way “{port.label or port.name}”" if len(node.ports() or ()) > 1 else ""
                message = f"Nothing follows{way} yet; add a step or an end."
                yield Issue(key, _at(path, node), "port_open", message)


def _same_targets(graph: Graph, path: str) -> Iterator[Issue]:
    for key, node in graph.nodes.items():
        ports = {port.name for port in node.ports() or ()}
        targets = {graph.target_of(key, port) for port in ports}
        if len(ports) > 1 and len(targets) == 1 and None not in targets:
            message = f"All its ways lead to {targets.pop()!r}, so it makes no difference."
            yield Issue(key, _at(path, node), "same_target", message, Severity.WARNING)


def _unreachable(graph: Graph, path: str) -> Iterator[Issue]:
    """Told only where the flow has a trigger: without one nothing is reachable, and that is told already."""
    triggers = [key for key, node in graph.nodes.items() if node.is_trigger]
    if not triggers:
        return
    found = graph.reachable(triggers)
    for key, node in graph.nodes.items():
        if key not in found:
            message = "No trigger leads here; connect it or remove it."
            yield Issue(key, _at(path, node), "unreachable", message)


def _loops(graph: Graph, path: str) -> Iterator[Issue]:
    for loop in graph.loops():
        names = [repr(key) for key in loop]
        way = " → ".join([*names[:20], "…"] if len(loop) > 20 else [*names, names[0]])
        message = f"The steps {way} form a loop without a wait; contacts would go round in it without end."
        yield Issue(loop[0], _at(path, graph.nodes[loop[0]]), "cycle_without_wait", message)


def _own_checks(graph: Graph, path: str) -> Iterator[Issue]:
    for key, node in graph.nodes.items():
        if node.type is not None and node.config is not None:
            yield from node.type.validate(NodeView(key, _at(path, node), node.config), graph)


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
