"""How much a campaign sends, how often to one contact, and when not."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import IntegerChoices, TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from frontend.settings_forms.times import time_of, times_as_inputs
from messaging.policies.caps import workspace_caps
from messaging.workspace_settings import MOST_COOLDOWN
from workspaces.channels import Channel


class Quiet(TextChoices):
    """Whose quiet hours hold."""

    WORKSPACE = "", "Those of the workspace"
    OFF = "off", "None: sends at night, too"
    OWN = "own", "Its own"


class Unit(IntegerChoices):
    """What a cooldown is counted in, as seconds."""

    SECONDS = 1, "Seconds"
    MINUTES = 60, "Minutes"
    HOURS = 3_600, "Hours"
    DAYS = 86_400, "Days"


def cooldown_parts(seconds: int | None) -> tuple[int | None, Unit]:
    """A stored cooldown as people read it: the number, and the largest unit that it is whole in."""
    unit = max((unit for unit in Unit if (seconds or Unit.HOURS) % unit == 0), default=Unit.SECONDS)
    return (seconds // unit if seconds else None), unit


def cooldown_seconds(given: Mapping[str, Any]) -> int | None:
    """A form's `cooldown` and `cooldown_unit` as they are stored."""
    number = given.get("cooldown")
    return number * (given.get("cooldown_unit") or Unit.HOURS) if number else None


_PRIORITIES = {9: "9, before all others", 5: "5, as usual", 1: "1, after all others"}


class LimitsForm(SectionForm):
    """How much, how often, and when not."""

    key, title = "limits", "Limits and quiet hours"
    places: ClassVar[Mapping[str, str]] = {
        "settings.daily_limit": "daily_limit",
        "settings.frequency_cap.days": "cap_days",
        "settings.frequency_cap.channel": "cap_channel",
        "settings.frequency_cap": "cap_count",
        "settings.priority": "priority",
        "settings.tags": "tags",
        "settings.contact_cooldown": "cooldown",
        "settings.contact_daily_cap": "contact_cap",
        "settings.quiet_hours.end": "quiet_end",
        "settings.quiet_hours": "quiet_start",
    }

    when: ClassVar[Mapping[str, tuple[str, str]]] = {"quiet_start": ("quiet", "own"), "quiet_end": ("quiet", "own")}

    daily_limit = forms.IntegerField(
        label="Messages a day at most",
        min_value=1,
        max_value=100_000_000,
        required=False,
        help_text="The rest waits for the next day. Empty: no limit.",
    )
    cap_count = forms.IntegerField(
        label="Messages to one contact at most",
        min_value=1,
        max_value=1_000,
        required=False,
        help_text="Marketing of all campaigns. Empty: as the workspace has it.",
    )
    cap_days = forms.IntegerField(
        label="Within so many days",
        min_value=1,
        max_value=365,
        required=False,
        help_text="Of the contact’s own calendar; 1: on one day.",
    )
    cap_channel = forms.ChoiceField(
        label="On", choices=[("", "Each channel by itself"), *Channel.choices], required=False
    )
    priority = forms.TypedChoiceField(
        label="Priority",
        choices=[(number, _PRIORITIES.get(number, str(number))) for number in range(9, 0, -1)],
        coerce=int,
        required=False,
        help_text="Where a contact may get only one of several messages, the campaign with the higher priority sends.",
    )
    tags = forms.CharField(
        label="Tags",
        required=False,
        max_length=500,
        help_text="Separated by commas, such as: promotion, spring. The workspace can limit what carries a tag.",
    )
    contact_cap = forms.IntegerField(
        label="Messages to one contact a day at most",
        min_value=1,
        max_value=1_000,
        required=False,
        help_text="Of this campaign’s marketing, by the contact’s own calendar; the rest waits for their next day.",
    )
    cooldown = forms.IntegerField(
        label="Time between two messages to one contact",
        min_value=1,
        required=False,
        help_text="Of this campaign’s marketing; what comes sooner waits. Empty: none.",
    )
    cooldown_unit = forms.TypedChoiceField(label="Counted in", choices=Unit.choices, coerce=int, required=False)
    quiet = forms.ChoiceField(label="Quiet hours", choices=Quiet.choices, required=False)
    quiet_start = forms.TimeField(label="From", required=False, help_text="By each contact’s own clock.")
    quiet_end = forms.TimeField(label="Until", required=False)

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        cooldown, unit = cooldown_parts(settings.contact_cooldown)
        cap, quiet = settings.frequency_cap, settings.quiet_hours
        own = quiet if quiet is not None and not isinstance(quiet, str) else None
        return {
            "daily_limit": settings.daily_limit,
            "cap_count": cap.count if cap else None,
            "cap_days": cap.days if cap else None,
            "cap_channel": (cap.channel or "") if cap else "",
            "priority": settings.priority,
            "tags": ", ".join(settings.tags),
            "contact_cap": settings.contact_daily_cap,
            "cooldown": cooldown,
            "cooldown_unit": unit.value,
            "quiet": Quiet.OWN if own else quiet or "",
            "quiet_start": time_of(own.start if own else None),
            "quiet_end": time_of(own.end if own else None),
        }

    def prepare(self) -> None:
        hours = self.campaign.workspace.quiet_hours
        caps = workspace_caps(self.campaign.workspace.settings.get("frequency_cap"))
        if general := [cap.words for cap in caps if cap.tag is None]:
            words = " and ".join(general)
            self.fields["cap_count"].help_text = f"Marketing of all campaigns. Empty: as the workspace has it, {words}."
        self.fields["quiet"].help_text = (
            f"Marketing waits meanwhile. The workspace’s are {hours['start']} to {hours['end']}."
            if hours
            else "Marketing waits meanwhile. The workspace has none."
        )
        times_as_inputs(self, "quiet_start", "quiet_end")

    def clean(self) -> None:
        given = [self.cleaned_data.get(name) is not None for name in ("cap_count", "cap_days")]
        if any(given):
            self.needed("cap_count", "cap_days")
        if (cooldown_seconds(self.cleaned_data) or 0) > MOST_COOLDOWN:
            self.add_error("cooldown", "At most 30 days.")
        if self.cleaned_data.get("quiet") == Quiet.OWN:
            self.needed("quiet_start", "quiet_end")
            start = self.cleaned_data.get("quiet_start")
            if start is not None and start == self.cleaned_data.get("quiet_end"):
                self.add_error("quiet_end", "The end must differ from the start.")

    def changes(self) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        if self.changed("daily_limit"):
            settings["daily_limit"] = self.cleaned_data["daily_limit"]
        if self.changed("cap_count", "cap_days", "cap_channel"):
            settings["frequency_cap"] = self._cap()
        if self.changed("priority"):
            settings["priority"] = self.cleaned_data["priority"] or None
        if self.changed("tags"):
            words = [word.strip().lower() for word in self.cleaned_data["tags"].split(",")]
            settings["tags"] = [word for word in words if word] or None
        if self.changed("contact_cap"):
            settings["contact_daily_cap"] = self.cleaned_data["contact_cap"]
        if self.changed("cooldown", "cooldown_unit"):
            settings["contact_cooldown"] = cooldown_seconds(self.cleaned_data)
        if self.changed("quiet", "quiet_start", "quiet_end"):
            settings["quiet_hours"] = self._quiet()
        return {"settings": settings} if settings else {}

    def _cap(self) -> dict[str, Any] | None:
        count, days = self.cleaned_data["cap_count"], self.cleaned_data["cap_days"]
        channel = self.cleaned_data["cap_channel"]
        return {"count": count, "days": days} | ({"channel": channel} if channel else {}) if count else None

    def _quiet(self) -> Any:
        if self.cleaned_data["quiet"] != Quiet.OWN:
            return self.cleaned_data["quiet"] or None
        return {name: f"{self.cleaned_data[f'quiet_{name}']:%H:%M}" for name in ("start", "end")}
