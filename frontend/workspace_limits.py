"""The form of a workspace's sending limits: caps in rows that come and go, the rest as fields. Saves nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from frontend.settings_forms.limits import Unit, cooldown_parts, cooldown_seconds
from frontend.settings_forms.meanwhile import MeanwhileForm
from frontend.settings_forms.times import time_of, times_as_inputs
from messaging.workspace_settings import MOST_A_DAY, MOST_COOLDOWN
from workspaces.channels import Channel
from workspaces.errors import FieldError
from workspaces.models import Workspace
from workspaces.settings import settings_of

_CAPS = "settings.frequency_cap"
_PARTS = ("count", "days", "channel", "tag")
_OTHERS_CHANGED = "Somebody else changed the caps while you did. Save again to put yours in their place."


class RestForm(MeanwhileForm):
    """Cooldown, daily cap and quiet hours; of what two people change at once, nothing is overwritten unseen."""

    places: ClassVar[Mapping[str, str]] = {
        "settings.contact_cooldown": "cooldown",
        "settings.contact_daily_cap": "contact_cap",
        "settings.quiet_hours": "quiet_start",
    }

    contact_cap = forms.IntegerField(
        label="Messages to one contact a day at most",
        min_value=1,
        max_value=MOST_A_DAY,
        required=False,
        help_text="Over all channels, by the contact’s own calendar. Empty: no limit.",
    )
    cooldown = forms.IntegerField(
        label="Time between two messages to one contact",
        min_value=1,
        required=False,
        help_text="Over all channels. Empty: none.",
    )
    cooldown_unit = forms.TypedChoiceField(label="Counted in", choices=Unit.choices, coerce=int, required=False)
    quiet_start = forms.TimeField(label="Quiet from", required=False, help_text="By each contact’s own clock.")
    quiet_end = forms.TimeField(
        label="Quiet until", required=False, help_text="The next morning, if earlier. Both empty: none."
    )

    def __init__(self, workspace: Workspace, data: QueryDict | None = None) -> None:
        stored = settings_of(workspace)
        number, unit = cooldown_parts(stored["contact_cooldown"])
        hours = stored["quiet_hours"] or {}
        initial = {
            "contact_cap": stored["contact_daily_cap"],
            "cooldown": number,
            "cooldown_unit": unit.value,
            "quiet_start": time_of(hours.get("start")),
            "quiet_end": time_of(hours.get("end")),
        }
        super().__init__(data, initial=initial)
        times_as_inputs(self, "quiet_start", "quiet_end")
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.widget.attrs["class"] = "select w-full" if isinstance(field, forms.ChoiceField) else "input w-full"

    def clean(self) -> None:
        if (cooldown_seconds(self.cleaned_data) or 0) > MOST_COOLDOWN:
            self.add_error("cooldown", "At most 30 days.")
        start, end = self.cleaned_data.get("quiet_start"), self.cleaned_data.get("quiet_end")
        for name, time in (("quiet_start", start), ("quiet_end", end)):
            if time is None and name not in self.errors and (start or end):
                self.add_error(name, "Please fill this in, or leave both empty.")
        if start is not None and start == end:
            self.add_error("quiet_end", "The end must differ from the start.")

    def changes(self) -> dict[str, Any]:
        """The settings that somebody changed here."""
        given, changed = self.cleaned_data, set(self.changed_data)
        settings: dict[str, Any] = {}
        if "contact_cap" in changed:
            settings["contact_daily_cap"] = given["contact_cap"]
        if changed & {"cooldown", "cooldown_unit"}:
            settings["contact_cooldown"] = cooldown_seconds(given)
        if changed & {"quiet_start", "quiet_end"}:
            hours = {name: given[f"quiet_{name}"] for name in ("start", "end")}
            settings["quiet_hours"] = {name: f"{each:%H:%M}" for name, each in hours.items() if each} or None
        return settings


class Caps:
    """The rows of caps as somebody sent them, or as they are stored."""

    def __init__(self, workspace: Workspace, data: QueryDict | None = None) -> None:
        self.stored: list[dict[str, Any]] = settings_of(workspace)["frequency_cap"] or []
        self.seen = json.dumps(self.stored, sort_keys=True)
        self.fault = ""
        self._faults: dict[tuple[int, str], str] = {}
        shown = self.seen if data is None else data.get("caps_seen", "")
        self._meanwhile = shown != self.seen
        self.values = [dict(cap) for cap in self.stored] if data is None else _sent(data)

    def keep_filled(self) -> None:
        """Leaves out rows without a number."""
        self.values = [row for row in self.values if "count" in row or "days" in row]

    def rows(self) -> list[dict[str, Any]]:
        """For the template, with what is wrong at each place."""
        return [
            {
                "number": place + 1,
                "channels": [("", "Each channel by itself"), *Channel.choices],
                **{name: row.get(name, "") for name in _PARTS},
                "faults": {name: self._faults.get((place, name), "") for name in (*_PARTS, "")},
                "fault": self._faults.get((place, ""), ""),
            }
            for place, row in enumerate(self.values)
        ]

    def changes(self) -> dict[str, Any] | None:
        """The setting, where somebody changed it here; None, with the reason, where somebody else did meanwhile."""
        if self.values == self.stored:
            return {}
        if self._meanwhile:
            self.fault = _OTHERS_CHANGED
            return None
        return {"frequency_cap": self.values or None}

    def refuse(self, details: Sequence[FieldError]) -> list[FieldError]:
        """Takes up what a service refused about caps; the rest comes back."""
        rest = []
        for detail in details:
            place, _, name = detail.field.removeprefix(f"{_CAPS}[").partition("]")
            if detail.field.startswith(_CAPS) and place.isdigit():
                self._faults.setdefault((int(place), name.removeprefix(".")), detail.message)
            elif detail.field.startswith(_CAPS):
                self.fault = f"The list {detail.message}."
            else:
                rest.append(detail)
        return rest


def _sent(data: QueryDict) -> list[dict[str, Any]]:
    columns = zip(*(data.getlist(f"cap_{name}") for name in _PARTS), strict=False)
    rows = [{name: text.strip() for name, text in zip(_PARTS, row, strict=True)} for row in columns]
    return [{name: int(text) if _is_number(name, text) else text for name, text in row.items() if text} for row in rows]


def _is_number(name: str, text: str) -> bool:
    return name in ("count", "days") and text.isascii() and text.isdigit() and len(text) < 10
