"""How the contacts at a node part: by their answers, by weights, by what was seen of earlier ones, or evenly.

One entry for each node type with several ports; a type without an entry shares them out evenly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.estimate.questions import Questions
from campaigns.flow.graph import GraphNode
from campaigns.nodes.ab_test import AbTestConfig
from campaigns.nodes.condition import ConditionConfig
from campaigns.nodes.switch import ELSE, SwitchConfig
from campaigns.nodes.webhook import SUCCESS, WebhookConfig

# Fewer that have gone on from a node tell nothing of those to come.
FEWEST_SEEN = 100
Answers = str
Shares = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Split:
    """`shares(answers)`: by which ports contacts with these answers go on; less than 1 in all where some end here.

    `exact`: nothing in it is assumed.
    """

    shares: Callable[[Answers], Shares]
    exact: bool


def split_of(node: GraphNode, questions: Questions, seen: Mapping[str, int]) -> Split:
    """How this node parts its contacts; `seen`: how many have left it by each port before."""
    ports = [port.name for port in node.ports() or ()]
    if len(ports) < 2:
        return _always([(port, 1.0) for port in ports], exact=node.config is not None)
    known = _decided(node.config, questions)
    return known or _always(_as_seen(ports, seen) or _assumed(node.config, ports), exact=False)


def _always(shares: Shares, *, exact: bool) -> Split:
    return Split(lambda _: shares, exact)


def _decided(config: Any, questions: Questions) -> Split | None:
    """By what is known of each contact; None where something is not."""
    if isinstance(config, AbTestConfig):
        kept = 1 - config.holdout / 100
        drawn = [(variant.port, variant.weight / 100 * kept) for variant in config.variants]
        return _always(drawn, exact=False)
    if isinstance(config, ConditionConfig):
        return _first([("yes", questions.ask(config.rule))], "no")
    if isinstance(config, SwitchConfig):
        return _first([(branch.port, questions.ask(branch.rule)) for branch in config.branches], ELSE)
    return None


def _first(branches: Sequence[tuple[str, int | None]], otherwise: str) -> Split | None:
    """By the first branch whose rule the contact answers with yes."""
    known = [(port, number) for port, number in branches if number is not None]
    if len(known) < len(branches):
        return None

    def shares(answers: Answers) -> Shares:
        return [(next((port for port, number in known if answers[number] == "1"), otherwise), 1.0)]

    return Split(shares, exact=True)


def _as_seen(ports: Sequence[str], seen: Mapping[str, int]) -> Shares:
    total = sum(seen.get(port, 0) for port in ports)
    return [(port, seen.get(port, 0) / total) for port in ports] if total >= FEWEST_SEEN else []


def _assumed(config: Any, ports: Sequence[str]) -> Shares:
    """Calls succeed; nobody knows how many will do what a wait waits for, or match what can't be asked yet."""
    if isinstance(config, WebhookConfig):
        return [(SUCCESS, 1.0)]
    return [(port, 1 / len(ports)) for port in ports]
