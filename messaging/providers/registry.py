"""The providers. A new provider is a file and a line here."""

from messaging.providers.base import Provider
from messaging.providers.brevo import BrevoProvider
from messaging.providers.fcm import FcmProvider
from messaging.providers.mailgun import MailgunProvider
from messaging.providers.onsite import OnsiteProvider
from messaging.providers.postmark import PostmarkProvider
from messaging.providers.resend import ResendProvider
from messaging.providers.sendgrid import SendGridProvider
from messaging.providers.ses import SesProvider
from messaging.providers.smtp import SmtpProvider
from messaging.providers.telegram import TelegramProvider
from messaging.providers.twilio import TwilioProvider
from messaging.providers.web_push import WebPushProvider
from messaging.providers.webhook import WebhookProvider
from messaging.providers.whatsapp import WhatsAppProvider

_ALL: tuple[Provider, ...] = (
    SmtpProvider(),
    ResendProvider(),
    PostmarkProvider(),
    SendGridProvider(),
    BrevoProvider(),
    MailgunProvider(),
    SesProvider(),
    TwilioProvider(),
    WhatsAppProvider(),
    TelegramProvider(),
    FcmProvider(),
    WebPushProvider(),
    OnsiteProvider(),
    WebhookProvider(),
)
PROVIDERS = {provider.key: provider for provider in _ALL}


def returns_mail(key: str) -> bool:
    """Whether bounces of this provider come back as mails."""
    return key in PROVIDERS and PROVIDERS[key].returns_mail
