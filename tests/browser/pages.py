"""What the browser tests share: watching a page for faults, asking axe, and looking at it at two widths."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect

from scripts.pages import FRONTEND

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# What axe can find otherwise by dark than by light; the rest of its hundred rules read no colours.
OF_COLOURS = ("color-contrast", "link-in-text-block")

# How far down the list the choice is from the chosen one; nothing for what is no list.
_DISTANCE = """(list, text) => {
  if (!(list instanceof HTMLSelectElement)) return null;
  const choices = [...list.options].filter((choice) => !choice.disabled);
  const wanted = choices.findIndex((choice) => choice.text.toLowerCase().startsWith(text.toLowerCase()));
  if (wanted < 0) throw new Error(`no choice begins with ${text}`);
  return wanted - choices.indexOf(list.selectedOptions[0]);
}"""


@dataclass
class Watch:
    """Everything that a page should not do: complain on the console, fail, or talk to anybody else."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        """Listens from now on."""
        page.on("console", self._console)
        page.on("pageerror", self._failed)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text} {message.location.get('url', '')}")

    def _failed(self, error: Error) -> None:
        self.faults.append(f"script: {error.message}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"foreign request: {request.url}")


def settled(page: Page) -> None:
    """Waits until the document that a click led to is there: a click returns when the way to it has only begun."""
    page.wait_for_load_state()


def axe_problems(page: Page, part: str = "html", rules: Sequence[str] = ()) -> list[str]:
    """What axe finds serious (by these rules, or all), each with the element.

    Evaluated by the test, so the page's policy does not matter. Not in frames: previews of mails are sandboxed, where
    nobody answers axe but a warning on the console.
    """
    settled(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"], "iframes": False} | ({"runOnly": list(rules)} if rules else {})
    found: dict[str, Any] = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    return [
        f"{problem['id']}: {node['html'][:160]}"
        for problem in found["violations"]
        if problem["impact"] in SERIOUS
        for node in problem["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page can be scrolled sideways."""
    settled(page)
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def tab_to(page: Page, target: Locator, keys: int = 60) -> None:
    """Presses Tab until the focus is on the target, as people without a mouse do; fails where it never gets there."""
    expect(target).to_be_visible()
    for _ in range(keys):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def fill_by_keys(page: Page, target: Locator, text: str) -> None:
    """Types into a field without a mouse; in a list of choices goes to the one that begins with the text.

    By arrows, as a list forgets what was typed into it after a second, which a busy machine takes for two letters.
    """
    tab_to(page, target)
    distance = target.evaluate(_DISTANCE, text)
    if distance is None:
        page.keyboard.type(text)
        return
    for key in ("Space", *["ArrowDown" if distance > 0 else "ArrowUp"] * abs(distance), "Enter"):
        page.keyboard.press(key)
    assert target.evaluate(_DISTANCE, text) == 0


def press_by_keys(page: Page, target: Locator) -> None:
    """Presses a button or follows a link without a mouse."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def answer(page: Page, yes: bool = True) -> str:
    """Answers by keys what the page asks before something costs; a yes is done when the next page is there. What it
    asked."""
    asked = page.get_by_role("alertdialog")
    expect(asked).to_be_visible()
    # Whoever presses Enter without reading has done nothing.
    expect(asked.get_by_role("button", name="Cancel")).to_be_focused()
    question = " ".join(asked.locator("h2, p").all_text_contents()).strip()
    if not yes:
        page.keyboard.press("Escape")
        expect(asked).to_be_hidden()
        return question
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return question


def widen(page: Page, width: str) -> None:
    """Makes the screen one of WIDTHS."""
    across, down = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": down})


def look(page: Page, folder: Path, name: str, *widths: str) -> list[str]:
    """What is wrong with the page, light and dark, at the widths (all, where none is named); pictures are kept.

    The page has its size and its light again afterwards.
    """
    size = page.viewport_size
    assert size is not None
    problems = []
    for width in widths or WIDTHS:
        widen(page, width)
        problems += [f"{width}: scrolls sideways"] if overflows(page) else []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            rules = () if scheme == SCHEMES[0] else OF_COLOURS
            problems += [f"{width}, {scheme}: {problem}" for problem in axe_problems(page, rules=rules)]
            shoot(page, folder, f"{name}-{width}-{scheme}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)
    return problems


def shoot(page: Page, folder: Path, name: str) -> None:
    """Keeps a picture of the whole page, where TEST_PICTURES asks for them; a picture takes as long as axe does."""
    settled(page)
    if not os.environ.get("TEST_PICTURES"):
        return
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
