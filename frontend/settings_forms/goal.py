"""What counts as success of a campaign."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from frontend.settings_forms.rule_field import RuleField


class Goal(TextChoices):
    """What counts as success."""

    NONE = "", "Nothing in particular"
    EVENT = "event", "The contact does something"
    RULE = "rule", "The contact comes to match a rule"


class GoalForm(SectionForm):
    """What counts as success: an event, or a rule that comes true."""

    key, title = "goal", "Goal"
    places: ClassVar[Mapping[str, str]] = {
        "settings.goal.event": "event",
        "settings.goal.window_days": "window_days",
        "settings.goal.filter": "filter",
        "settings.goal.rule": "rule",
        "settings.goal": "kind",
    }

    when: ClassVar[Mapping[str, tuple[str, str]]] = {
        "event": ("kind", "event"),
        "filter": ("kind", "event"),
        "rule": ("kind", "rule"),
        "window_days": ("kind", "event rule"),
        "exit_on_goal": ("kind", "event rule"),
    }

    kind = forms.ChoiceField(label="Success is when", choices=Goal.choices, required=False)
    event = forms.CharField(label="Name of the event", max_length=120, required=False)
    filter = RuleField(label="Only such events count", help_text="A rule about what stands in the event.")
    rule = RuleField(label="The rule", help_text="Who comes to match it after entering has succeeded.")
    window_days = forms.IntegerField(
        label="Within how many days of entering", min_value=1, max_value=365, initial=30, required=False
    )
    exit_on_goal = forms.BooleanField(label="Who succeeds leaves the flow", required=False, initial=True)

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        goal = settings.goal
        return {
            "kind": Goal.NONE if goal is None else Goal.EVENT if goal.event else Goal.RULE,
            "event": goal.event if goal and goal.event else "",
            "filter": goal.filter if goal else None,
            "rule": goal.rule if goal else None,
            "window_days": goal.window_days if goal else 30,
            "exit_on_goal": goal.exit_on_goal if goal else True,
        }

    def clean(self) -> None:
        if self.cleaned_data.get("kind") == Goal.EVENT and not self.cleaned_data.get("event"):
            self.add_error("event", "Please fill this in: the name as your shop or app sends it.")
        if self.cleaned_data.get("kind") == Goal.RULE:
            self.needed("rule")
        if self.cleaned_data.get("kind"):
            self.needed("window_days")

    def changes(self) -> dict[str, Any]:
        if not self.changed_data:
            return {}
        if not self.cleaned_data["kind"]:
            return {"settings": {"goal": None}}
        parts = ("rule",) if self.cleaned_data["kind"] == Goal.RULE else ("event", "filter")
        kept = {name: self.cleaned_data[name] for name in (*parts, "window_days", "exit_on_goal")}
        return {"settings": {"goal": {name: value for name, value in kept.items() if value is not None}}}
