"""Letting the counted audience run through the flow: how many come to each node, and what they would be sent there.

Every contact is counted once at a node; a way back is not gone again. Pure arithmetic; knows no database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.estimate.counting import Atom
from campaigns.estimate.splits import Split
from campaigns.flow.graph import Graph
from campaigns.nodes.send import SendConfig

Kind = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that a node sends: channel and type, and the number of the rule that says who would be sent it."""

    kind: Kind
    sendable: int | None


@dataclass(slots=True)
class Spread:
    """What has been counted: contacts by node, messages and who was passed over by channel and type; `countries` are
    the messages by the country of the contact's number as well."""

    nodes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    sends: dict[Kind, float] = field(default_factory=lambda: defaultdict(float))
    countries: dict[Kind, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    withheld: dict[Kind, float] = field(default_factory=lambda: defaultdict(float))


@dataclass(frozen=True, slots=True)
class Ways:
    """The flow, ready to be run through: an order in which each edge leads onward, ways back left out."""

    graph: Graph
    order: Sequence[str]
    splits: Mapping[str, Split]
    letters: Mapping[str, Sequence[Letter]]

    def spread(self, atoms: Iterable[Atom]) -> Spread:
        """All of them, one group of equals after the other."""
        found = Spread()
        place = {key: number for number, key in enumerate(self.order)}
        for atom in atoms:
            here: dict[str, float] = defaultdict(float)
            here[atom.trigger] = 1.0
            for key in self.order:
                share = min(here.get(key, 0.0), 1.0)
                if share <= 0:
                    continue
                found.nodes[key] += share * atom.contacts
                onward = self._sent(key, atom, share, found)
                for port, part in self.splits[key].shares(atom.answers) if onward > 0 else ():
                    target = self.graph.target_of(key, port)
                    if target is not None and place[target] > place[key]:
                        here[target] += onward * part
        return found

    def _sent(self, key: str, atom: Atom, share: float, found: Spread) -> float:
        """Counts the node's messages; how much of the share goes on."""
        for letter in self.letters.get(key, ()):
            if letter.sendable is None or atom.answers[letter.sendable : letter.sendable + 1] != "0":
                found.sends[letter.kind] += share * atom.contacts
                found.countries[letter.kind][atom.country] += share * atom.contacts
                return share
            found.withheld[letter.kind] += share * atom.contacts
        config = self.graph.nodes[key].config
        stops = isinstance(config, SendConfig) and config.on_ineligible == "end" and key in self.letters
        return 0.0 if stops else share


def order_of(graph: Graph) -> list[str]:
    """The nodes that a trigger leads to, each behind all that lead to it, ways back aside."""
    order: list[str] = []
    seen: set[str] = set()
    for start in (key for key, node in graph.nodes.items() if node.is_trigger):
        stack = [(start, iter(graph.targets(start)))] if start not in seen else []
        seen.add(start)
        while stack:
            key, targets = stack[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                order.append(key)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(graph.targets(target))))
    return order[::-1]
