"""Who comes into a campaign, from when until when, and whether again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import CampaignSettings
from contacts.selectors import segment_get, segment_list
from frontend.settings_forms.base import SectionForm
from frontend.settings_forms.rule_field import RuleField


def _minute(moment: datetime | None) -> datetime | None:
    """As the field shows it, so that seconds that nobody sees count as no change."""
    return moment.replace(second=0, microsecond=0) if moment else None


class Reentry(TextChoices):
    """Whether a contact may come in again, as the page offers it."""

    USUAL = "", "Once; again when a schedule repeats"
    ONCE = "once", "Once only"
    AT_A_TIME = "once_at_a_time", "Again, but not while on the way"
    ALWAYS = "always", "Always"
    AFTER = "after", "Again after a while"


class AudienceForm(SectionForm):
    """Who, and from when until when."""

    key, title = "audience", "Audience and time"
    places: ClassVar[Mapping[str, str]] = {
        "audience": "segment",
        "starts_at": "starts_at",
        "ends_at": "ends_at",
        "settings.reentry": "reentry",
        "settings.entry_rule": "entry_rule",
    }

    when: ClassVar[Mapping[str, tuple[str, str]]] = {
        "after_value": ("reentry", "after"),
        "after_unit": ("reentry", "after"),
    }

    segment = forms.ChoiceField(
        label="Audience", required=False, help_text="Whom a start by hand or by a schedule lets in."
    )
    starts_at = forms.DateTimeField(label="Starts", required=False)
    ends_at = forms.DateTimeField(label="Ends", required=False, help_text="Nobody enters after it; empty: it goes on.")
    reentry = forms.ChoiceField(label="May a contact come in again?", choices=Reentry.choices, required=False)
    after_value = forms.IntegerField(label="After how many", min_value=1, max_value=1_825, required=False)
    after_unit = forms.ChoiceField(
        label="Of what", choices=[("hours", "hours"), ("days", "days"), ("weeks", "weeks")], required=False
    )

    entry_rule = RuleField(label="Entry rule", help_text="Only who matches it may come in, whichever way.")

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        policy = settings.reentry
        after = policy.after if policy is not None and not isinstance(policy, str) else None
        return {
            "segment": campaign.audience.public_id if campaign.audience else "",
            "starts_at": _minute(campaign.starts_at),
            "ends_at": _minute(campaign.ends_at),
            "reentry": Reentry.AFTER if after else policy or "",
            "after_value": after.value if after else None,
            "after_unit": after.unit if after else "days",
            "entry_rule": settings.entry_rule,
        }

    def prepare(self) -> None:
        segments = segment_list(workspace=self.campaign.workspace_id)
        choices = [("", "Everybody in this workspace"), *((row.public_id, row.name) for row in segments)]
        self.fields["segment"].choices = choices  # type: ignore[attr-defined]
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        if self.campaign.lifecycle not in (Lifecycle.DRAFT, Lifecycle.SCHEDULED):
            self.close("starts_at", "The campaign has started.")
        if self.campaign.lifecycle != Lifecycle.DRAFT:
            for name in ("reentry", "after_value", "after_unit"):
                self.close(name, "This can’t change after the launch." if name == "reentry" else "")

    def clean(self) -> None:
        if self.cleaned_data.get("reentry") == Reentry.AFTER:
            self.needed("after_value")

    def changes(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("starts_at", "ends_at") if self.changed(name)
        }
        if self.changed("segment"):
            found["audience"] = self._segment()
        settings: dict[str, Any] = {}
        if self.changed("reentry", "after_value", "after_unit"):
            settings["reentry"] = self._reentry()
        if self.changed("entry_rule"):
            settings["entry_rule"] = self.cleaned_data["entry_rule"]
        return found | ({"settings": settings} if settings else {})

    def _segment(self) -> Any:
        chosen = self.cleaned_data["segment"]
        return segment_get(workspace=self.campaign.workspace_id, segment_id=chosen) if chosen else None

    def _reentry(self) -> Any:
        policy = self.cleaned_data["reentry"]
        if policy != Reentry.AFTER:
            return policy or None
        return {"after": {"value": self.cleaned_data["after_value"], "unit": self.cleaned_data["after_unit"] or "days"}}
