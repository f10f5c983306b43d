"""What is measured, and how long to wait for the answer of a provider."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm

_ONE_MINUTE = 60


class TrackingForm(SectionForm):
    """What is measured, and how long to wait for an answer of the provider."""

    key, title = "tracking", "Tracking"
    places: ClassVar[Mapping[str, str]] = {"settings.unknown_after": "unknown_after"}

    track_opens = forms.BooleanField(
        label="Count who opens mails", required=False, help_text="By a tiny picture in the mail."
    )
    track_clicks = forms.BooleanField(
        label="Count who clicks links", required=False, help_text="Links lead over this server."
    )
    unknown_after = forms.IntegerField(
        label="Minutes after which a contact goes on without knowing whether the message arrived",
        min_value=1,
        max_value=10_080,
        help_text="When a connection breaks in the middle of sending, nobody knows; it is never sent twice by itself.",
    )

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        return {
            "track_opens": settings.track_opens,
            "track_clicks": settings.track_clicks,
            "unknown_after": max(1, settings.unknown_after // _ONE_MINUTE),
        }

    def changes(self) -> dict[str, Any]:
        settings = {name: self.cleaned_data[name] for name in self.changed_data}
        if "unknown_after" in settings:
            settings["unknown_after"] *= _ONE_MINUTE
        return {"settings": settings} if settings else {}
