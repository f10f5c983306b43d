"""Whether a campaign sends everything at once, or in portions that grow while enough is delivered."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from messaging.policies.iterations import Iterations

_NUMBERS = (
    "iteration_send_amount",
    "max_iteration_send_amount",
    "send_interval",
    "min_delivery_rate",
    "max_iterations",
    "send_amount",
)
_NEEDED = _NUMBERS[:4]


class How(TextChoices):
    """Whether there are portions."""

    WHOLE = "", "As fast as limits allow"
    PORTIONS = "own", "In portions, watching what is delivered"


class PortionsForm(SectionForm):
    """How much at a time."""

    key, title = "portions", "Portions"
    places: ClassVar[Mapping[str, str]] = {
        **{f"settings.iterations.{name}": name for name in _NUMBERS},
        "settings.iterations": "portions",
    }
    when: ClassVar[Mapping[str, tuple[str, str]]] = dict.fromkeys(
        (*_NUMBERS, "is_incremental_send"), ("portions", "own")
    )
    wide = frozenset({"portions"})

    portions = forms.ChoiceField(
        label="Send",
        choices=How.choices,
        required=False,
        help_text="In portions, the campaign pauses by itself where too few of one are delivered.",
    )
    iteration_send_amount = forms.IntegerField(
        label="Messages of the first portion", min_value=1, max_value=1_000_000, required=False
    )
    max_iteration_send_amount = forms.IntegerField(
        label="Messages of one portion at most", min_value=1, max_value=1_000_000, required=False
    )
    is_incremental_send = forms.BooleanField(
        label="Each portion is larger than the one before",
        required=False,
        help_text="Twice, three times the first one.",
    )
    send_interval = forms.IntegerField(
        label="Minutes between two portions", min_value=1, max_value=10_080, required=False
    )
    min_delivery_rate = forms.IntegerField(
        label="Pause where fewer are delivered than (percent)", min_value=0, max_value=100, required=False
    )
    max_iterations = forms.IntegerField(
        label="Portions at most",
        min_value=0,
        max_value=100_000,
        required=False,
        help_text="What is left then is not sent. 0: as many as it takes.",
    )
    send_amount = forms.IntegerField(
        label="Messages in all at most",
        min_value=1,
        max_value=100_000_000,
        required=False,
        help_text="What is left then is not sent. Empty: no limit.",
    )

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        own = settings.iterations
        return {
            "portions": How.PORTIONS if own is not None and own.active else How.WHOLE,
            **(own or Iterations()).model_dump(),
        }

    def clean(self) -> None:
        if self.cleaned_data.get("portions") == How.PORTIONS:
            self.needed(*_NEEDED)

    def changes(self) -> dict[str, Any]:
        if not self.changed(*self.fields):
            return {}
        if self.cleaned_data["portions"] != How.PORTIONS:
            return {"settings": {"iterations": None}} if self.changed("portions") else {}
        numbers = {name: self.cleaned_data[name] for name in _NUMBERS if self.cleaned_data[name] is not None}
        return {
            "settings": {"iterations": {**numbers, "is_incremental_send": self.cleaned_data["is_incremental_send"]}}
        }
