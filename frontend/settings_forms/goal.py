"""What counts as success of a campaign. Its rule and the filter of its event are kept as they are."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings, settings_of
from frontend.settings_forms.base import SectionForm


class Goal(TextChoices):
    """What counts as success."""

    NONE = "", "Nothing in particular"
    EVENT = "event", "The contact does something"
    RULE = "rule", "The contact comes to match a rule"


class GoalForm(SectionForm):
    """What counts as success. Its rule and the event's filter are kept as they are."""

    key, title = "goal", "Goal"
    places: ClassVar[Mapping[str, str]] = {
        "settings.goal.event": "event",
        "settings.goal.window_days": "window_days",
        "settings.goal": "kind",
    }

    when: ClassVar[Mapping[str, tuple[str, str]]] = {
        "event": ("kind", "event"),
        "window_days": ("kind", "event rule"),
        "exit_on_goal": ("kind", "event rule"),
    }

    kind = forms.ChoiceField(label="Success is when", choices=Goal.choices, required=False)
    event = forms.CharField(label="Name of the event", max_length=120, required=False)
    window_days = forms.IntegerField(
        label="Within how many days of entering", min_value=1, max_value=365, initial=30, required=False
    )
    exit_on_goal = forms.BooleanField(label="Who succeeds leaves the flow", required=False, initial=True)

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        goal = settings.goal
        return {
            "kind": Goal.NONE if goal is None else Goal.EVENT if goal.event else Goal.RULE,
            "event": goal.event if goal and goal.event else "",
            "window_days": goal.window_days if goal else 30,
            "exit_on_goal": goal.exit_on_goal if goal else True,
        }

    def prepare(self) -> None:
        if self.initial["kind"] != Goal.RULE:
            self.fields["kind"].choices = [row for row in Goal.choices if row[0] != Goal.RULE]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("kind") == Goal.EVENT and not self.cleaned_data.get("event"):
            self.add_error("event", "Please fill this in: the name as your shop or app sends it.")
        if self.cleaned_data.get("kind"):
            self.needed("window_days")

    def changes(self) -> dict[str, Any]:
        if not self.changed_data:
            return {}
        kind, before = self.cleaned_data["kind"], settings_of(self.campaign).goal
        if not kind:
            return {"settings": {"goal": None}}
        goal: dict[str, Any] = {name: self.cleaned_data[name] for name in ("window_days", "exit_on_goal")}
        if kind == Goal.RULE:
            goal["rule"] = before.rule if before else None
        else:
            goal["event"] = self.cleaned_data["event"]
            if before is not None and before.event and before.filter:
                goal["filter"] = before.filter
        return {"settings": {"goal": goal}}
