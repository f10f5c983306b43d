"""A flow of 200 steps: nothing over anything else, and every step within reach of keys; `bench builder` times it."""

from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from bench.suites.builder import BLOCKS, large_flow
from tests.browser.builder import Builder
from tests.factories.campaigns import make_campaign
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
SignIn = Callable[[Workspace, Role], User]
STEPS = 200
BOXES = """nodes => nodes.map(node => Object.fromEntries(
  ['x', 'y', 'width', 'height'].map(name => [name, Number(node.getAttribute(name))])))"""


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
    page.get_by_role("button", name="Undo").click()
    expect(small).to_have_count(STEPS)


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
