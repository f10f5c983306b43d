"""The small drawing of a flow: rows by the way, branches side by side, joins centred, lines beside the cards."""

import pytest

from campaigns.gallery import GALLERY
from frontend.flow_sketch import CARD_HEIGHT, CARD_WIDTH, COLUMN, MARGIN, ROW, sketch_of
from tests.factories.campaigns import flow


def _named(document: dict) -> dict:  # type: ignore[type-arg]
    for node in document["nodes"]:
        node["name"] = node["id"]
    return document


def test_a_branch_stands_on_each_side_and_the_join_under_both() -> None:
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {}),
        ("a", "tag", {}),
        ("b", "tag", {}),
        ("e", "end", {}),
        edges=["t>c", "c.yes>a", "c.no>b", "a>e", "b>e"],
    )
    sketch = sketch_of(_named(document))
    places = {card.lines[0]: ((card.x - MARGIN) / COLUMN, (card.y - MARGIN) / ROW) for card in sketch.cards}
    assert places == {"t": (0.5, 0), "c": (0.5, 1), "a": (0, 2), "b": (1, 2), "e": (0.5, 3)}
    assert [way.label for way in sketch.ways] == ["", "yes", "no", "", ""]
    assert (sketch.width, sketch.height) == (COLUMN + CARD_WIDTH + 2 * MARGIN, 3 * ROW + CARD_HEIGHT + 2 * MARGIN)
    assert sketch.told == "The flow’s steps: t, c, a, b, e."


def test_a_line_that_passes_a_branch_has_a_column_of_its_own() -> None:
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {}),
        ("a", "tag", {}),
        ("e", "end", {}),
        edges=["t>c", "c.yes>e", "c.no>a", "a>e"],
    )
    sketch = sketch_of(_named(document))
    columns = {card.lines[0]: (card.x - MARGIN) / COLUMN for card in sketch.cards}
    assert columns == {"t": 0.5, "c": 0.5, "a": 1, "e": 0.5}
    assert sketch.ways[1].path.startswith(f"M{MARGIN + COLUMN / 2 + CARD_WIDTH / 2:g} ")
    assert f"H{MARGIN + CARD_WIDTH / 2:g}V" in sketch.ways[1].path


def test_long_names_go_over_two_lines() -> None:
    document = flow(("t", "trigger_manual", {}))
    document["nodes"][0]["name"] = "Asks everybody who has bought something in the last year"
    assert sketch_of(document).cards[0].lines == ["Asks everybody who", "has bought something …"]


@pytest.mark.parametrize("ready", GALLERY, ids=lambda ready: ready.key)
def test_no_two_cards_of_a_ready_flow_overlap(ready) -> None:  # type: ignore[no-untyped-def]
    cards = sketch_of(ready.document).cards
    for place, one in enumerate(cards):
        for other in cards[place + 1 :]:
            assert abs(one.x - other.x) >= CARD_WIDTH or abs(one.y - other.y) >= CARD_HEIGHT
