"""What a campaign is called and what it is for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from campaigns.models import Campaign, CampaignGoal, CampaignType
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm


class GeneralForm(SectionForm):
    """What it is called and what it is for."""

    key, title = "general", "General"
    places: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "description": "description",
        "type": "type",
        "goal": "purpose",
    }

    name = forms.CharField(max_length=200)
    description = forms.CharField(
        label="Note for your team", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    type = forms.ChoiceField(choices=CampaignType.choices)
    purpose = forms.ChoiceField(choices=[("", "None in particular"), *CampaignGoal.choices], required=False)

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        return {
            "name": campaign.name,
            "description": campaign.description,
            "type": campaign.type,
            "purpose": campaign.goal,
        }

    def changes(self) -> dict[str, Any]:
        columns = {"name": "name", "description": "description", "type": "type", "purpose": "goal"}
        return {columns[name]: self.cleaned_data[name] for name in self.changed_data}
