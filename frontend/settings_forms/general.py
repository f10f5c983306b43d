"""What a campaign is called and what it is for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from campaigns.models import Campaign, CampaignGoal, CampaignType
from campaigns.selectors import CampaignSettings
from contacts.selectors import topic_list
from frontend.settings_forms.base import SectionForm


class GeneralForm(SectionForm):
    """What it is called and what it is for."""

    key, title = "general", "General"
    places: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "description": "description",
        "type": "type",
        "goal": "purpose",
        "settings.topic": "topic",
    }

    name = forms.CharField(max_length=200)
    description = forms.CharField(
        label="Note for your team", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    type = forms.ChoiceField(choices=CampaignType.choices)
    purpose = forms.ChoiceField(choices=[("", "None in particular"), *CampaignGoal.choices], required=False)

    topic = forms.ChoiceField(required=False, help_text="Who wants nothing about it gets none of its messages.")

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        return {
            "name": campaign.name,
            "description": campaign.description,
            "type": campaign.type,
            "purpose": campaign.goal,
            "topic": settings.topic or "",
        }

    def prepare(self) -> None:
        topics = topic_list(workspace=self.campaign.workspace_id, archived=True)
        chosen = self.initial["topic"]
        offered = [(row.public_id, row.name) for row in topics if not row.archived_at or row.public_id == chosen]
        self.fields["topic"].choices = [("", "None: messages of any kind"), *offered]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        columns = {"name": "name", "description": "description", "type": "type", "purpose": "goal"}
        found = {column: self.cleaned_data[name] for name, column in columns.items() if self.changed(name)}
        if self.changed("topic"):
            found["settings"] = {"topic": self.cleaned_data["topic"] or None}
        return found
