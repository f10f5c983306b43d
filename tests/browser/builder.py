"""The flow builder as tests use it: what people see and press, by the words that stand there."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from campaigns.models import Campaign

SAVED = "All changes saved"


@dataclass(frozen=True)
class Builder:
    """The builder of one campaign in one tab."""

    page: Page
    campaign: Campaign
    origin: str

    def open(self) -> "Builder":
        """Goes to the campaign's Flow page and waits until it has loaded."""
        self.page.goto(f"{self.origin}/w/acme/campaigns/{self.campaign.public_id}/flow/")
        expect(self.page.get_by_role("toolbar", name="Flow")).to_be_visible()
        return self

    @property
    def panel(self) -> Locator:
        """The right side while a step is open."""
        return self.page.get_by_role("complementary", name="Step")

    @property
    def steps(self) -> Locator:
        """The cards, or the lines of the list."""
        return self.page.locator("[data-step]")

    def step(self, title: str) -> Locator:
        """The card of a step."""
        return self.page.locator("[data-step]", has_text=title).first

    def plus(self, after: str, way: str = "") -> Locator:
        """The + after a step, on one of its ways where it has several."""
        words = f"Add a step after “{after}”" + (f", on the way {way}" if way else "")
        return self.page.get_by_role("button", name=words, exact=True)

    def choose(self, what: str) -> None:
        """Chooses a kind of step in the open palette; its form opens."""
        label = self.page.locator("b").get_by_text(what, exact=True)
        self.page.get_by_role("dialog").get_by_role("option").filter(has=label).click()
        expect(self.panel).to_be_visible()

    def add(self, after: str, what: str, *, way: str = "", name: str = "") -> None:
        """Puts a step in by the mouse, and names it."""
        self.plus(after, way).click()
        self.choose(what)
        if name:
            self.panel.get_by_label("Name", exact=True).first.fill(name)

    def pick(self, label: str, text: str) -> None:
        """Chooses in a search of the panel."""
        self.panel.get_by_role("combobox", name=label).click()
        self.panel.get_by_role("option", name=text).first.click()

    def to_issue(self, title: str) -> None:
        """Opens the list of issues, and from there the step that has one."""
        self.page.get_by_role("toolbar", name="Flow").get_by_role("button", name="error").click()
        self.page.get_by_role("complementary", name="Issues").get_by_role("button", name=title).first.click()
        expect(self.panel).to_be_visible()

    def saved(self) -> None:
        """Waits until the server has everything."""
        expect(self.page.locator(".fb-save")).to_have_text(SAVED)

    def draft(self) -> dict[str, Any]:
        """The latest version's document, as it is stored."""
        return dict(self.campaign.versions.latest("number").document)

    def kinds(self) -> list[str]:
        """The types of the stored steps, in alphabetical order."""
        return sorted(node["type"] for node in self.draft()["nodes"])
