"""Whether mails go to verified addresses alone, and what looking may cost."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from messaging.policies.verification import Verification

_STATUSES = ("valid", "risky", "unknown")


class Whom(TextChoices):
    """Whether addresses are verified."""

    ANY = "", "Any address"
    VERIFIED = "own", "Verified addresses only"


class VerifiedForm(SectionForm):
    """Which addresses get mail."""

    key, title = "verified", "Verified addresses"
    places: ClassVar[Mapping[str, str]] = {
        "settings.verification.max_budget": "max_budget",
        "settings.verification.age_threshold": "age_threshold",
        "settings.verification": "verified",
    }
    when: ClassVar[Mapping[str, tuple[str, str]]] = dict.fromkeys(
        (*_STATUSES, "max_budget", "age_threshold"), ("verified", "own")
    )
    wide = frozenset({"verified"})
    narrow = frozenset(_STATUSES)

    verified = forms.ChoiceField(
        label="Send mail to",
        choices=Whom.choices,
        required=False,
        help_text="Addresses are looked at before their first mail, which waits for that; the others get none.",
    )
    valid = forms.BooleanField(label="Addresses that can be reached", required=False)
    risky = forms.BooleanField(label="Risky ones", required=False, help_text="Such as throw-away addresses.")
    unknown = forms.BooleanField(label="Those that nobody can tell of", required=False)
    max_budget = forms.DecimalField(
        label="Looking may cost at most",
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        required=False,
        help_text="In the workspace’s currency. Empty: whatever it takes.",
    )
    age_threshold = forms.IntegerField(
        label="Look again after so many days", min_value=1, max_value=3_650, required=False
    )

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        own = settings.verification
        shown = own or Verification()
        return {
            "verified": Whom.VERIFIED if own is not None and own.active else Whom.ANY,
            **{status: status in shown.acceptable_statuses for status in _STATUSES},
            "max_budget": shown.max_budget,
            "age_threshold": shown.age_threshold,
        }

    def clean(self) -> None:
        if self.cleaned_data.get("verified") == Whom.VERIFIED:
            self.needed("age_threshold")
            if not self._statuses():
                self.add_error("verified", "Choose at least one kind of address.")

    def changes(self) -> dict[str, Any]:
        if not self.changed(*self.fields):
            return {}
        if self.cleaned_data["verified"] != Whom.VERIFIED:
            return {"settings": {"verification": None}} if self.changed("verified") else {}
        budget = self.cleaned_data["max_budget"]
        setting = {
            "active": True,
            "acceptable_statuses": self._statuses(),
            "age_threshold": self.cleaned_data["age_threshold"],
        }
        return {"settings": {"verification": setting | ({} if budget is None else {"max_budget": str(budget)})}}

    def _statuses(self) -> list[str]:
        return [status for status in _STATUSES if self.cleaned_data.get(status)]
