"""What versions and their previews say in words: what changed, how a move goes, what becomes of a wait."""

from campaigns.flow import FlowDiff, NodeNamed, Wait
from campaigns.impact import NodeImpact
from campaigns.selectors import MoveProgress

_SHOWN = 8
_PARTS = {"type": "type", "name": "name", "config": "settings"}
_WAITS = {
    Wait.KEPT: "",
    Wait.RECOUNTED: "The new length counts from when they came.",
    Wait.ANEW: "They begin the wait anew.",
}


def changes_of(diff: FlowDiff) -> list[str]:
    """One sentence for each kind of change; none where nothing changed."""
    changed = [f"{change.node.name} ({', '.join(_PARTS[part] for part in change.what)})" for change in diff.changed]
    sentences = [
        _sentence("Added", [_named(node) for node in diff.added]),
        _sentence("Removed", [_named(node) for node in diff.removed]),
        _sentence("Changed", changed),
        f"{diff.ways} {'way leads' if diff.ways == 1 else 'ways lead'} elsewhere." if diff.ways else "",
    ]
    return [sentence for sentence in sentences if sentence]


def move_words(move: MoveProgress | None) -> str:
    """`Moved 120 contacts: 100 stayed at their step, 20 went to another one, 5 left.`; "" where nobody was moved."""
    if move is None:
        return ""
    done = f"{move.stayed:,} stayed at their step, {move.moved:,} went to another one, {move.left:,} left"
    return f"Moving contacts to this version: so far {done}." if move.state == "moving" else f"Contacts moved: {done}."


def waits_of(node: NodeImpact) -> str:
    """What becomes of the moment until which they rest; "" where nothing does."""
    return _WAITS[node.wait]


def _named(node: NodeNamed) -> str:
    return node.name


def _sentence(verb: str, names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{verb} {', '.join(names[:_SHOWN])}{more}."
