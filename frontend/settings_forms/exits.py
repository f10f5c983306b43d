"""Who leaves a campaign before its flow has ended."""

from collections.abc import Mapping
from typing import Any, ClassVar

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from frontend.settings_forms.rule_field import RuleListField


class ExitForm(SectionForm):
    """The exit rules."""

    key, title = "exits", "Who leaves early"
    places: ClassVar[Mapping[str, str]] = {"settings.exit_rules": "exit_rules"}

    exit_rules = RuleListField(
        label="Exit rules",
        help_text="They are asked before every step; whoever matches one of them leaves.",
    )

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        return {"exit_rules": list(settings.exit_rules)}

    def changes(self) -> dict[str, Any]:
        return {"settings": {"exit_rules": self.cleaned_data["exit_rules"] or None}} if self.changed_data else {}
