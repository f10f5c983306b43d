"""What is measured, and how long to wait for the answer of a provider."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings, settings_of
from frontend.settings_forms.base import SectionForm
from workspaces.link_tags import OFF, PARAMETERS, LinkTags, stored_tags, tagged, tags_of

_ONE_MINUTE = 60
_EXAMPLE = "https://example.com/shop"


class Tags(TextChoices):
    """Whose tags the links get."""

    WORKSPACE = "", "As the workspace has it"
    OFF = "off", "None"
    OWN = "own", "Its own"


class TrackingForm(SectionForm):
    """What is measured, and how long to wait for an answer of the provider."""

    key, title = "tracking", "Tracking"
    places: ClassVar[Mapping[str, str]] = {
        "settings.unknown_after": "unknown_after",
        **{f"settings.link_tags.{name}": f"utm_{name}" for name in PARAMETERS},
        "settings.link_tags": "utm",
    }
    when: ClassVar[Mapping[str, tuple[str, str]]] = {f"utm_{name}": ("utm", "own") for name in PARAMETERS}

    track_opens = forms.BooleanField(
        label="Count who opens mails", required=False, help_text="By a tiny picture in the mail."
    )
    track_clicks = forms.BooleanField(
        label="Count who clicks links", required=False, help_text="Links lead over this server."
    )
    utm = forms.ChoiceField(label="Tags of links for web analytics", choices=Tags.choices, required=False)
    utm_source = forms.CharField(
        label="Source (utm_source)",
        max_length=200,
        required=False,
        help_text="Such as newsletter. {campaign}, {template} and {step} stand for names. Empty: the workspace’s.",
    )
    utm_medium = forms.CharField(
        label="Medium (utm_medium)", max_length=200, required=False, help_text="Such as email."
    )
    utm_campaign = forms.CharField(
        label="Campaign (utm_campaign)", max_length=200, required=False, help_text="Such as {campaign}."
    )
    utm_content = forms.CharField(
        label="Content (utm_content)", max_length=200, required=False, help_text="Such as {template}."
    )
    utm_term = forms.CharField(label="Term (utm_term)", max_length=200, required=False)
    unknown_after = forms.IntegerField(
        label="Minutes after which a contact goes on without knowing whether the message arrived",
        min_value=1,
        max_value=10_080,
        help_text="When a connection breaks in the middle of sending, nobody knows; it is never sent twice by itself.",
    )

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        own = settings.link_tags.given() if isinstance(settings.link_tags, LinkTags) else {}
        return {
            "track_opens": settings.track_opens,
            "track_clicks": settings.track_clicks,
            "utm": Tags.OWN if own else settings.link_tags or "",
            **{f"utm_{name}": own.get(name, "") for name in PARAMETERS},
            "unknown_after": max(1, settings.unknown_after // _ONE_MINUTE),
        }

    def changes(self) -> dict[str, Any]:
        plain = [name for name in self.changed_data if not name.startswith("utm")]
        settings = {name: self.cleaned_data[name] for name in plain}
        if len(plain) < len(self.changed_data):
            settings["link_tags"] = self._tags()
        if "unknown_after" in settings:
            settings["unknown_after"] *= _ONE_MINUTE
        return {"settings": settings} if settings else {}

    def prepare(self) -> None:
        """Shows what a link looks like as it is set now."""
        chosen = settings_of(self.campaign).link_tags
        wide = {} if chosen == OFF else stored_tags(self.campaign.workspace.settings.get("link_tags"))
        own = chosen.given() if isinstance(chosen, LinkTags) else {}
        words = {"campaign": self.campaign.name, "template": "Template", "step": "Step"}
        shown = tagged(_EXAMPLE, tags_of(wide, own, words=words))
        self.fields["utm"].help_text = f"In mails. Now a link looks like this: {shown}"

    def clean(self) -> None:
        if self.cleaned_data.get("utm") == Tags.OWN and not any(self._given().values()):
            self.add_error("utm_source", "Please fill in at least one.")

    def _given(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"utm_{name}", "") for name in PARAMETERS}

    def _tags(self) -> Any:
        if self.cleaned_data["utm"] != Tags.OWN:
            return self.cleaned_data["utm"] or None
        return {name: value for name, value in self._given().items() if value}
