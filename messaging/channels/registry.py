"""The channels that can be sent over. A new channel is a file and a line here."""

from messaging.channels.base import ChannelType
from messaging.channels.email import EmailChannel
from messaging.channels.onsite import OnsiteChannel
from messaging.channels.push import PushChannel
from messaging.channels.sms import SmsChannel
from messaging.channels.telegram import TelegramChannel
from messaging.channels.whatsapp import WhatsAppChannel

_ALL: tuple[ChannelType, ...] = (
    EmailChannel(),
    SmsChannel(),
    WhatsAppChannel(),
    TelegramChannel(),
    PushChannel(),
    OnsiteChannel(),
)
CHANNELS = {channel.key: channel for channel in _ALL}
