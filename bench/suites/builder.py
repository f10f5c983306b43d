"""The flow builder with 200 steps in Chromium: how long one change takes to show, and how smoothly it pans.

A change is an undo or redo of an added step: the flow is arranged anew and drawn, from the click to the next frame. It
is held against the same page drawing the same steps from nothing, without knowing anything of flows. Frames while
panning are held against frames of the page at rest, which come as fast as the browser makes them.
"""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from bench.fixtures import ACTOR, make_workspace
from bench.harness import REPEATS, Row, rate_row
from bench.serving import serving
from campaigns.services import campaign_create
from scripts.browser import find_chromium, launch_arguments
from workspaces.models import Role, User, Workspace
from workspaces.services import member_add

BLOCKS = 33
CHANGE_FLOOR, PAN_FLOOR = 0.2, 0.9
_CHANGE = """async (name) => {
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  document.querySelector(`#flow-builder [role=toolbar] [aria-label=${name}]`).click();
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""
_DRAW = """async () => {
  const drawn = document.querySelector('#flow-builder .react-flow');
  const text = drawn.outerHTML;
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  const copy = document.createElement('div');
  copy.innerHTML = text;
  drawn.parentElement.append(copy);
  copy.getBoundingClientRect();
  await new Promise(requestAnimationFrame);
  const took = performance.now() - start;
  copy.remove();
  return took;
}"""
_FRAMES = """async (pan) => {
  const pane = document.querySelector('#flow-builder .react-flow__pane');
  const { left, top, width, height } = pane.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 60; step++) {
    if (pan) pane.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: step < 30 ? 40 : -40, deltaX: 6 }));
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""


def measure() -> Sequence[Row]:
    """Changes a second, and frames a second while panning."""
    workspace = make_workspace("builder")
    campaign = campaign_create(workspace=workspace, name="Large", document=large_flow(), actor=ACTOR)
    session = _sign_in(workspace)
    with serving("config.wsgi:application") as web, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            path = f"/w/{workspace.slug}/campaigns/{campaign.public_id}/flow/"
            _open(page, f"http://127.0.0.1:{web.port}", session, path)
            return [_changes(page), _pan(page)]
        finally:
            browser.close()


def large_flow() -> dict[str, Any]:
    """200 steps: conditions whose two ways of two and three steps meet in the next one, 33 times over."""
    wait = {"duration": {"value": 1, "unit": "days"}}
    rule = {"condition": "AND", "rules": [{"type": "score", "operator": ">", "value": 5}]}
    nodes: list[dict[str, Any]] = [{"id": "t", "type": "trigger_manual", "config": {}}]
    edges: list[dict[str, str]] = []
    loose = ["t"]
    for number in range(BLOCKS):
        fork, ways = f"c{number}", {"yes": ["y", "yy", "yyy"], "no": ["n", "nn"]}
        nodes.append({"id": fork, "type": "condition", "config": {"rule": rule}})
        edges += [{"source": source, "port": "next", "target": fork} for source in loose]
        loose = []
        for port, names in ways.items():
            way = [f"{name}{number}" for name in names]
            nodes += [{"id": key, "type": "wait", "config": wait} for key in way]
            edges += [{"source": fork, "port": port, "target": way[0]}]
            edges += [{"source": a, "port": "next", "target": b} for a, b in pairwise(way)]
            loose.append(way[-1])
    nodes.append({"id": "e", "type": "end", "config": {}})
    return {"nodes": nodes, "edges": [*edges, *({"source": key, "port": "next", "target": "e"} for key in loose)]}


def _sign_in(workspace: Workspace) -> str:
    """The session of a new editor."""
    user = User.objects.create_user("bench@example.com")
    member_add(workspace=workspace, user=user, role=Role.EDITOR, actor=ACTOR)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _open(page: Page, origin: str, session: str, path: str) -> None:
    """Shows the flow and adds a step, so that there is something to undo."""
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": origin}])
    page.goto(origin + path)
    page.get_by_role("button", name="Add a step after “Started by hand”", exact=True).click()
    tag = page.locator("b").get_by_text("Tag", exact=True)
    page.get_by_role("dialog").get_by_role("option").filter(has=tag).click()
    page.get_by_role("complementary", name="Step").wait_for()


def _changes(page: Page) -> Row:
    page.evaluate(_CHANGE, "Undo")
    page.evaluate(_CHANGE, "Redo")
    ours, baseline = [], []
    for _ in range(REPEATS):
        ours.append(2_000 / sum(page.evaluate(_CHANGE, name) for name in ("Undo", "Redo")))
        baseline.append(1_000 / page.evaluate(_DRAW))
    return rate_row("a change of a flow of 200 steps vs drawing it from nothing", "/s", ours, baseline, CHANGE_FLOOR)


def _pan(page: Page) -> Row:
    def rate(pan: bool) -> float:
        return 1_000 / statistics.median(page.evaluate(_FRAMES, pan))

    ours, baseline = zip(*((rate(True), rate(False)) for _ in range(REPEATS)), strict=True)
    return rate_row("frames while panning over 200 steps vs at rest", "/s", ours, baseline, PAN_FLOOR)
