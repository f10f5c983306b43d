"""By what the contacts in a campaign can be found: the choices of the filters, in words. Reads nothing."""

from collections.abc import Mapping, Sequence

from campaigns.selectors import ANY_PORT, NodeFunnel
from frontend.words import reason_sentence

FILTERS = ("search", "state", "node", "port", "reason")


def port_choices(funnel: Sequence[NodeFunnel], key: str) -> list[tuple[str, str]]:
    """How somebody can have left the chosen step; nothing where none is chosen or no way leads on from it."""
    ports = next((node.ports for node in funnel if node.node == key), ())
    if not ports:
        return []
    branches = [(port.name, f"Went on by “{port.label or port.name}”") for port in ports] if len(ports) > 1 else []
    return [(ANY_PORT, "Came through and went on"), *branches]


def reason_choices(funnel: Sequence[NodeFunnel], filters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Why somebody ended: the reasons that there are (at the chosen step), the most frequent first."""
    counted: dict[str, int] = {}
    for node in funnel:
        if filters["node"] in ("", node.node):
            for end in node.ends:
                if end.reason:
                    counted[end.reason] = counted.get(end.reason, 0) + end.count
    # One that was asked for by a link is shown as chosen, whatever the counters say by now.
    reasons = sorted(counted, key=lambda reason: (-counted[reason], reason))
    chosen = [filters["reason"]] if filters["reason"] and filters["reason"] not in counted else []
    return [(reason, reason_sentence(reason)) for reason in (*chosen, *reasons)]
