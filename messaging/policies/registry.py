"""The policies in the order in which they are asked (DESIGN §7). A new policy is a file and a line here."""

from messaging.policies.address import AddressPolicy
from messaging.policies.balance import BalancePolicy
from messaging.policies.base import Policy
from messaging.policies.campaign_state import CampaignState
from messaging.policies.consent import ConsentPolicy
from messaging.policies.contact_cooldown import ContactCooldownPolicy
from messaging.policies.contact_daily_cap import ContactDailyCapPolicy
from messaging.policies.daily_limit import DailyLimitPolicy
from messaging.policies.frequency_cap import FrequencyCapPolicy
from messaging.policies.iterations import IterationsPolicy
from messaging.policies.provider_template import ProviderTemplatePolicy
from messaging.policies.quiet_hours import QuietHoursPolicy
from messaging.policies.send_window import SendWindowPolicy
from messaging.policies.sender import SenderPolicy
from messaging.policies.sender_limits import SenderLimitsPolicy
from messaging.policies.suppression import SuppressionPolicy
from messaging.policies.template_state import TemplateStatePolicy
from messaging.policies.verification import VerificationPolicy

POLICIES: tuple[Policy, ...] = (
    CampaignState(),
    TemplateStatePolicy(),
    AddressPolicy(),
    SuppressionPolicy(),
    ConsentPolicy(),
    # Behind consent: nobody's address is looked at who gets no message anyway.
    VerificationPolicy(),
    # Before the caps: a message that cannot go now must not use up its contact's room.
    SenderPolicy(),
    ProviderTemplatePolicy(),
    ContactCooldownPolicy(),
    ContactDailyCapPolicy(),
    FrequencyCapPolicy(),
    QuietHoursPolicy(),
    SendWindowPolicy(),
    # Last: a message that another policy holds must take neither room nor money from one that could go.
    IterationsPolicy(),
    DailyLimitPolicy(),
    SenderLimitsPolicy(),
    BalancePolicy(),
)
