"""The hooks, by the key of their provider. A new one is a file in vendors/ and a line here."""

from messaging.hooks.base import Hook
from messaging.hooks.vendors.brevo import BrevoHook
from messaging.hooks.vendors.mailgun import MailgunHook
from messaging.hooks.vendors.postmark import PostmarkHook
from messaging.hooks.vendors.resend import ResendHook
from messaging.hooks.vendors.sendgrid import SendGridHook
from messaging.hooks.vendors.ses import SesHook
from messaging.hooks.vendors.telegram import TelegramHook
from messaging.hooks.vendors.twilio import TwilioHook
from messaging.hooks.vendors.webhook import WebhookHook
from messaging.hooks.vendors.whatsapp import WhatsAppHook

_ALL: tuple[Hook, ...] = (
    ResendHook(),
    SesHook(),
    PostmarkHook(),
    SendGridHook(),
    BrevoHook(),
    MailgunHook(),
    TwilioHook(),
    WhatsAppHook(),
    TelegramHook(),
    WebhookHook(),
)
HOOKS = {hook.provider: hook for hook in _ALL}
