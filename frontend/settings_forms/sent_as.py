"""As whom the campaign's mails are sent, where it says so itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings
from frontend.settings_forms.base import SectionForm
from messaging.mail_from import MailFrom


class SentAsForm(SectionForm):
    """Name and address for answers, each in place of the sender's."""

    key, title = "sent_as", "Name in mails"
    places: ClassVar[Mapping[str, str]] = {
        **{f"settings.mail_from.{name}": name for name in MailFrom.model_fields},
        "settings.mail_from": "from_name",
    }
    wide = frozenset({"from_name"})

    from_name = forms.CharField(
        label="From",
        max_length=120,
        required=False,
        help_text="Stands beside the sender’s address. Empty: the sender’s own name.",
    )
    reply_to_email = forms.EmailField(
        label="Answers go to", max_length=254, required=False, help_text="Empty: where the sender wants them."
    )
    reply_to_name = forms.CharField(label="Under the name", max_length=120, required=False)

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        return (settings.mail_from or MailFrom()).model_dump()

    def changes(self) -> dict[str, Any]:
        if not self.changed(*self.fields):
            return {}
        said = {name: self.cleaned_data[name] for name in MailFrom.model_fields if self.cleaned_data[name]}
        return {"settings": {"mail_from": said or None}}
