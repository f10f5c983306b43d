"""The registry of the reason codes that stand on messages, each with its words for people.

A message that was held, skipped, refused or lost says why with one of these; `reason_detail` adds what is particular.
"""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # Policies
        "campaign_stopped": "The campaign was stopped before the message was sent.",
        "template_rejected": "The template was rejected.",
        "template_withdrawn": "The template is being rewritten.",
        "contact_gone": "The contact no longer exists.",
        "channel_unsupported": "Nothing can be sent over this channel yet.",
        "address_missing": "The contact has no address for this channel.",
        "address_invalid": "The contact's address can't be used.",
        "suppressed": "The address is suppressed.",
        "consent_denied": "The contact does not want messages of this kind.",
        "topic_denied": "The contact does not want messages about the campaign's topic.",
        "consent_missing": "The contact never agreed to messages of this kind.",
        "sender_missing": "There is no sender to send from.",
        "sender_disabled": "The sender is switched off; the message waits.",
        "provider_probed": "The provider failed again and again; one message tries it, and the others wait for that.",
        "provider_template_refused": "The provider does not let this template be sent.",
        "provider_template_waits": "The provider does not let this template be sent at present; the message waits.",
        "contact_cooldown": "The contact had a message a short while ago; this one waits for the cooldown.",
        "contact_daily_cap": "The contact had as many messages as they may on one day; the message waits for the next.",
        "frequency_cap": "The contact has had as many messages as the frequency cap allows.",
        "send_window": "The campaign sends at other times only; the message waits until it may go.",
        "iterations": "The campaign sends in portions; the message waits for the next one.",
        "iterations_failed": "Too few of the campaign's messages were delivered; it is held until somebody resumes it.",
        "iterations_over": "The campaign has sent as many messages as it was to.",
        "verification": "The address is being verified; the message waits for that.",
        "verification_refused": "The address was verified, and the campaign does not send to such addresses.",
        "verification_budget": "The campaign has spent what verifying may cost, and this address is not verified.",
        "spread": "The messages of this step go out over some hours, each at its own part of them.",
        "quiet_hours": "It is night where the contact lives; the message waits for the morning.",
        "daily_limit": "The campaign has sent as many messages as it may on one day; the message waits for the next.",
        "sender_rate": "The sender sends no more messages a second; the message waits for its turn.",
        "sender_hourly_limit": "The sender has sent as much as it may in one hour; the message waits for the next.",
        "sender_daily_limit": "The sender has sent as much as it may on one day; the message waits for the next.",
        "balance": "The balance does not pay for the message; it waits until somebody has topped up and resumes.",
        # Rendering
        "render_failed": "The text could not be made for this contact.",
        "render_crashed": "Making the text for this contact failed in an unexpected way.",
        # Providers
        "provider_unavailable": "The provider can't be reached or refuses the account; the message waits.",
        "connection_lost": "The connection broke before the message was handed over.",
        "smtp_deferred": "The mail server asked to try again later.",
        "smtp_refused": "The mail server refused the message.",
        "provider_busy": "The provider asked to try again later.",
        "provider_refused": "The provider refused the message.",
        "template_refused": "The provider does not accept this template, or no longer.",
        "template_paused": "The provider has paused this template; the message is tried again in an hour.",
        "recipient_invalid": "The provider can't reach the contact's address.",
        "recipient_opted_out": "The contact has told the provider that they want no more messages.",
        "no_answer": "The message was handed over, but the provider's answer never came.",
        "lease_expired": "The worker that was sending the message stopped without reporting.",
        # Providers, later
        "bounced_hard": "The provider could not deliver it: the address is no good.",
        "bounced_soft": "The provider could not deliver it.",
        "complained": "The contact called it spam.",
        "reported": "Nobody knew until the provider reported on the message, so it has it.",
        # Operators
        "marked_sent": "An operator found out that the message had arrived.",
        "sent_again": "An operator had the message sent again.",
        "withdrawn": "An operator stopped or moved the contact before the message was sent.",
    }
)


def reason_words(code: str) -> str:
    """The words for a reason code; an unknown code in words of its own."""
    return WORDS.get(code) or code.replace("_", " ").capitalize()
