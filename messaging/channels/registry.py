"""The channels that can be sent over. A new channel is a file and a line here."""

from messaging.channels.base import ChannelType
from messaging.channels.email import EmailChannel
from messaging.channels.sms import SmsChannel

CHANNELS: dict[str, ChannelType] = {channel.key: channel for channel in (EmailChannel(), SmsChannel())}
