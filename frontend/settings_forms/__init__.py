"""The sections of a campaign's settings page, in the order of the page. One form, one file; this list names them."""

from django.http import QueryDict

from campaigns.models import Campaign
from frontend.settings_forms.audience import AudienceForm
from frontend.settings_forms.base import SectionForm
from frontend.settings_forms.exits import ExitForm
from frontend.settings_forms.general import GeneralForm
from frontend.settings_forms.goal import GoalForm
from frontend.settings_forms.limits import LimitsForm
from frontend.settings_forms.portions import PortionsForm
from frontend.settings_forms.sent_as import SentAsForm
from frontend.settings_forms.tracking import TrackingForm
from frontend.settings_forms.verified import VerifiedForm
from frontend.settings_forms.window import WindowForm
from workspaces.errors import NotFound

SECTIONS: tuple[type[SectionForm], ...] = (
    GeneralForm,
    AudienceForm,
    SentAsForm,
    LimitsForm,
    WindowForm,
    PortionsForm,
    VerifiedForm,
    GoalForm,
    ExitForm,
    TrackingForm,
)

__all__ = ["SECTIONS", "SectionForm", "section_form", "section_forms"]


def section_forms(campaign: Campaign) -> list[SectionForm]:
    """Every section as it is stored."""
    return [section(campaign) for section in SECTIONS]


def section_form(campaign: Campaign, key: str, data: QueryDict) -> SectionForm:
    """One section with what somebody sent. Raises NotFound."""
    for section in SECTIONS:
        if section.key == key:
            return section(campaign, data)
    raise NotFound("There is no such section.")
