"""A small still drawing of a flow, made on the server: where steps and lines stand, in the drawing's units. No HTML.

For series-parallel flows without a way back, such as the ready ones: branches stand side by side in the order of their
ports, a join is centred under what it joins. The builder's own layout, which knows every flow, is in TypeScript.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.nodes import registry
from campaigns.nodes.base import Category

COLUMN, ROW, CARD_WIDTH, CARD_HEIGHT, MARGIN = 150, 74, 136, 44, 8
_LINE_LENGTH, _LINES, _LABEL_DROP = 20, 2, 11
_PORTS = {"next": "", "timeout": "time is up", "else": "others"}
_TONES = {
    Category.TRIGGER: "text-warning",
    Category.MESSAGE: "text-primary",
    Category.TIMING: "text-info",
    Category.LOGIC: "text-secondary",
    Category.DATA: "text-accent",
    Category.EXIT: "text-neutral",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One step: its upper left corner, its colour, and its name in lines that fit."""

    x: float
    y: float
    tone: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Way:
    """A line from one step to the next; `label` stands at its end where there is a choice."""

    path: str
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing; `told` says its steps in words."""

    width: float
    height: float
    cards: Sequence[Card]
    ways: Sequence[Way]
    told: str


def sketch_of(document: Mapping[str, Any]) -> Sketch:
    """The drawing of a document without ways back."""
    nodes = {node["id"]: node for node in document["nodes"]}
    places = _Places(nodes, document["edges"])
    cards = [_card(node, *places.at(key)) for key, node in nodes.items()]
    ways = [_way(edge, places) for edge in document["edges"]]
    names = ", ".join(str(node["name"]) for node in nodes.values())
    width = max((*places.columns.values(), *places.lanes.values())) * COLUMN + CARD_WIDTH + 2 * MARGIN
    height = max(places.rows.values()) * ROW + CARD_HEIGHT + 2 * MARGIN
    return Sketch(width, height, cards, ways, f"The flow’s steps: {names}.")


class _Places:
    """Row and column of every step."""

    def __init__(self, nodes: Mapping[str, Any], edges: Sequence[Mapping[str, str]]) -> None:
        self._ways: dict[str, list[str]] = {key: [] for key in nodes}
        self._from: dict[str, list[str]] = {key: [] for key in nodes}
        for edge in edges:
            self._ways[edge["source"]].append(edge["target"])
            self._from[edge["target"]].append(edge["source"])
        self.rows: dict[str, int] = {}
        self.columns: dict[str, float] = {}
        # The column that a line to a join goes down in, by its two ends.
        self.lanes: dict[tuple[str, str], float] = {}
        order = self._sorted()
        for key in order:
            self.rows[key] = max((self.rows[source] + 1 for source in self._from[key]), default=0)
        for key in order:
            if len(self._from[key]) != 1:
                self._put(key)
        left = min((*self.columns.values(), *self.lanes.values()))
        self.columns = {key: column - left for key, column in self.columns.items()}
        self.lanes = {ends: column - left for ends, column in self.lanes.items()}

    def at(self, key: str) -> tuple[float, float]:
        """The upper left corner of a step's card."""
        return MARGIN + self.columns[key] * COLUMN, MARGIN + self.rows[key] * ROW

    def _sorted(self) -> list[str]:
        waiting = {key: len(sources) for key, sources in self._from.items()}
        order = [key for key, number in waiting.items() if not number]
        for key in order:
            for target in self._ways[key]:
                waiting[target] -= 1
                if not waiting[target]:
                    order.append(target)
        return order

    def _put(self, key: str) -> None:
        """A start, or a join, with all that stands under it alone."""
        sources = [self.lanes.get((source, key), self.columns[source]) for source in self._from[key]]
        middle = (min(sources) + max(sources)) / 2 if sources else 0.0
        self._spread(key, middle)

    def _spread(self, key: str, middle: float) -> None:
        self.columns[key] = middle
        ways = self._ways[key]
        widths = [self._width(target) for target in ways]
        edge = middle - sum(widths) / 2
        for target, width in zip(ways, widths, strict=True):
            if len(self._from[target]) == 1:
                self._spread(target, edge + width / 2)
            else:
                self.lanes[key, target] = edge + width / 2
            edge += width

    def _width(self, key: str) -> float:
        """How many columns a branch takes; one that goes straight to a join keeps its own free."""
        if len(self._from[key]) != 1:
            return 1.0
        return max(1.0, sum(self._width(target) for target in self._ways[key]))


def _card(node: Mapping[str, Any], x: float, y: float) -> Card:
    type_ = registry.find(node["type"])
    tone = _TONES[type_.category] if type_ else "text-neutral"
    return Card(x, y, tone, _wrapped(str(node["name"])))


def _way(edge: Mapping[str, str], places: _Places) -> Way:
    source, target = edge["source"], edge["target"]
    (x1, y1), (x2, y2) = places.at(source), places.at(target)
    half, gap = CARD_WIDTH / 2, (ROW - CARD_HEIGHT) / 2
    start, end, top, bottom = x1 + half, x2 + half, y1 + CARD_HEIGHT, y2
    lane = MARGIN + places.lanes.get((source, target), places.columns[target]) * COLUMN + half
    path = f"M{start:g} {top:g}V{top + gap:g}H{lane:g}V{bottom - gap:g}H{end:g}V{bottom:g}"
    label = _PORTS.get(edge["port"], edge["port"])
    return Way(path, label, lane + 4, top + gap + _LABEL_DROP)


def _wrapped(name: str) -> list[str]:
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= _LINE_LENGTH or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"]
