"""On which days and at which times a campaign sends."""

from collections.abc import Mapping
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from frontend.settings_forms.times import time_of, times_as_inputs
from workspaces.weekdays import WEEKDAYS

_MIDNIGHT = "00:00"


class When(TextChoices):
    """Whether there is a window."""

    ALWAYS = "", "At any time"
    OWN = "own", "On certain days or at certain times"


class Clock(TextChoices):
    """By whose clock it opens."""

    CONTACT = "contact", "Each contact’s own"
    WORKSPACE = "workspace", "The workspace’s, for all"


class WindowForm(SectionForm):
    """On which days and at which times marketing goes out."""

    key, title = "window", "Sending times"
    places: ClassVar[Mapping[str, str]] = {
        "settings.send_window.end": "window_end",
        "settings.send_window.start": "window_start",
        "settings.send_window.clock": "window_clock",
        "settings.send_window": "window",
    }
    when: ClassVar[Mapping[str, tuple[str, str]]] = dict.fromkeys(
        (*WEEKDAYS, "window_start", "window_end", "window_clock"), ("window", "own")
    )
    wide = frozenset({"window"})
    narrow = frozenset(WEEKDAYS)

    window = forms.ChoiceField(
        label="Send marketing",
        choices=When.choices,
        required=False,
        help_text="What comes at another time waits until it may go. Quiet hours hold as well.",
    )
    mon = forms.BooleanField(label="Monday", required=False)
    tue = forms.BooleanField(label="Tuesday", required=False)
    wed = forms.BooleanField(label="Wednesday", required=False)
    thu = forms.BooleanField(label="Thursday", required=False)
    fri = forms.BooleanField(label="Friday", required=False)
    sat = forms.BooleanField(label="Saturday", required=False)
    sun = forms.BooleanField(label="Sunday", required=False)
    window_start = forms.TimeField(label="From", required=False, help_text="Empty: from midnight on.")
    window_end = forms.TimeField(label="Until", required=False, help_text="Empty: until midnight.")
    window_clock = forms.ChoiceField(label="By whose clock", choices=Clock.choices, required=False)

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        window = settings.send_window
        days = window.days if window else WEEKDAYS[:5]
        return {
            "window": When.OWN if window else When.ALWAYS,
            "window_start": time_of(window.start if window else "09:00"),
            "window_end": time_of(window.end if window else "17:00"),
            "window_clock": window.clock if window else Clock.CONTACT,
            **{day: day in days for day in WEEKDAYS},
        }

    def prepare(self) -> None:
        times_as_inputs(self, "window_start", "window_end")

    def clean(self) -> None:
        if self.cleaned_data.get("window") != When.OWN:
            return
        if not self._chosen():
            self.add_error("window", "Choose at least one day.")
        start, end = self._clock("window_start"), self._clock("window_end")
        if start == end != _MIDNIGHT:
            self.add_error("window_end", "The end must differ from the start.")

    def changes(self) -> dict[str, Any]:
        if not self.changed(*self.fields):
            return {}
        if self.cleaned_data["window"] != When.OWN:
            return {"settings": {"send_window": None}} if self.changed("window") else {}
        window = {
            "days": self._chosen(),
            "start": self._clock("window_start"),
            "end": self._clock("window_end"),
            "clock": self.cleaned_data["window_clock"] or Clock.CONTACT.value,
        }
        return {"settings": {"send_window": window}}

    def _chosen(self) -> list[str]:
        return [day for day in WEEKDAYS if self.cleaned_data.get(day)]

    def _clock(self, name: str) -> str:
        moment: time | None = self.cleaned_data.get(name)
        return f"{moment:%H:%M}" if moment is not None else _MIDNIGHT
