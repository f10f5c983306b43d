"""A flow of 200 steps: laid out at once, nothing over anything else, and smooth to pan."""

from collections.abc import Callable
from itertools import combinations, pairwise
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.builder import Builder
from tests.factories.campaigns import make_campaign
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]
STEPS = 200
BLOCKS = 33
# Milliseconds from the click to the frame that shows the new arrangement, drawing included; the arrangement alone is
# held to 100 by the model's own tests. The best of some tries, as other tests run on the same machine.
MOST_TO_LAY_OUT = 250.0
UNDO_AND_REDO = """async () => {
  const times = [];
  for (const name of ['Undo', 'Redo', 'Undo', 'Redo', 'Undo', 'Redo']) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    document.querySelector(`#flow-builder [role=toolbar] [aria-label=${name}]`).click();
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
  }
  return times;
}"""
BOXES = """nodes => nodes.map(node => Object.fromEntries(
  ['x', 'y', 'width', 'height'].map(name => [name, Number(node.getAttribute(name))])))"""
# Sixty frames a second, as browsers round them.
FRAME = 17.5
TRIES = 5
PAN = """async () => {
  const pane = document.querySelector('#flow-builder .react-flow__pane');
  const { left, top, width, height } = pane.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 60; step++) {
    pane.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: step < 30 ? 40 : -40, deltaX: 6 }));
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""


def large_flow() -> dict[str, Any]:
    """Conditions of two ways that meet again in the next one, 33 times over, between a trigger and an end."""
    nodes: list[dict[str, Any]] = [{"id": "t", "type": "trigger_manual", "config": {}}]
    edges: list[dict[str, str]] = []
    before = ["t"]
    rule = {"condition": "AND", "rules": [{"type": "score", "operator": ">", "value": 5}]}
    wait = {"duration": {"value": 1, "unit": "days"}}
    for number in range(BLOCKS):
        fork, ways = f"c{number}", ([f"y{number}", f"yy{number}", f"yyy{number}"], [f"n{number}", f"nn{number}"])
        nodes.append({"id": fork, "type": "condition", "config": {"rule": rule}})
        nodes += [{"id": key, "type": "wait", "config": wait} for way in ways for key in way]
        edges += [{"source": source, "port": "next", "target": fork} for source in before]
        edges += [
            {"source": fork, "port": port, "target": way[0]} for port, way in zip(("yes", "no"), ways, strict=True)
        ]
        edges += [{"source": a, "port": "next", "target": b} for way in ways for a, b in pairwise(way)]
        before = [way[-1] for way in ways]
    nodes.append({"id": "e", "type": "end", "config": {}})
    edges += [{"source": source, "port": "next", "target": "e"} for source in before]
    return {"nodes": nodes, "edges": edges}


@pytest.fixture
def builder(page: Page, workspace: Workspace, sign_in: SignIn, origin: str) -> Builder:
    sign_in(workspace, Role.EDITOR)
    return Builder(page, make_campaign(workspace, large_flow(), name="Large"), origin)


def overlaps(boxes: list[dict[str, float]]) -> int:
    """How many pairs of boxes cover each other in part."""
    return sum(
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
        for one, other in combinations(boxes, 2)
    )


def test_two_hundred_steps(builder: Builder) -> None:
    page = builder.page
    builder.open()
    assert len(builder.draft()["nodes"]) == STEPS
    expect(builder.steps.first).to_be_visible()
    # The canvas draws what is in sight; the small map has everything.
    small = page.locator(".react-flow__minimap-node")
    expect(small).to_have_count(STEPS)
    assert overlaps(small.evaluate_all(BOXES)) == 0

    builder.plus("Started by hand").click()
    builder.choose("Tag")
    expect(small).to_have_count(STEPS + 1)
    assert overlaps(small.evaluate_all(BOXES)) == 0
    times = page.evaluate(UNDO_AND_REDO)
    assert min(times) < MOST_TO_LAY_OUT, times


def zoom(page: Page) -> float:
    """How large the canvas shows things."""
    matrix = "element => new DOMMatrix(getComputedStyle(element).transform).a"
    return float(page.locator(".react-flow__viewport").evaluate(matrix))


def is_inside(page: Page, step: Locator) -> bool:
    """Whether all of a step stands on the canvas, beside whatever is open on the right."""
    pane, card = page.locator(".react-flow").bounding_box(), step.bounding_box()
    assert pane is not None
    assert card is not None
    return (
        pane["x"] <= card["x"]
        and card["x"] + card["width"] <= pane["x"] + pane["width"]
        and pane["y"] <= card["y"]
        and card["y"] + card["height"] <= pane["y"] + pane["height"]
    )


def test_it_opens_at_its_top_and_every_step_is_reached_by_keys(builder: Builder) -> None:
    page, keys = builder.open().page, builder.page.keyboard
    first = builder.step("Started by hand")
    expect(first).to_be_visible()
    assert zoom(page) >= 0.6
    assert is_inside(page, first)
    pane, card = page.locator(".react-flow").bounding_box(), first.bounding_box()
    assert pane is not None
    assert card is not None
    assert abs(card["x"] + card["width"] / 2 - pane["x"] - pane["width"] / 2) < 15

    # Far below, where the first step is not even drawn, Tab leads back to it.
    page.locator(".react-flow__pane").hover()
    page.mouse.wheel(0, 20_000)
    expect(page.locator("[data-step=t]")).to_have_count(0)
    page.get_by_role("button", name="Keyboard shortcuts").focus()
    keys.press("Tab")
    expect(first).to_be_focused()
    assert is_inside(page, first)

    # The keys go through the whole flow, step by step, down to its end, and each is in sight.
    for _ in range(BLOCKS * 4 + 1):
        keys.press("ArrowDown")
    end = page.locator("[data-step=e]")
    expect(end).to_be_focused()
    assert is_inside(page, end)
    keys.press("Enter")
    expect(builder.panel).to_be_focused()
    expect(end).to_be_visible()
    assert is_inside(page, end)


def test_panning_is_smooth(builder: Builder) -> None:
    builder.open()
    expect(builder.steps.first).to_be_visible()
    medians = []
    for _ in range(TRIES):
        medians.append(median(builder.page.evaluate(PAN)))
        if medians[-1] <= FRAME:
            break
    assert medians[-1] <= FRAME, medians
