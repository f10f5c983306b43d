"""The providers. A new provider is a file and a line here."""

from messaging.providers.base import Provider
from messaging.providers.smtp import SmtpProvider
from messaging.providers.twilio import TwilioProvider

PROVIDERS: dict[str, Provider] = {provider.key: provider for provider in (SmtpProvider(), TwilioProvider())}
