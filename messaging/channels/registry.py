"""The channels that can be sent over. A new channel is a file and a line here."""

from messaging.channels.base import ChannelType
from messaging.channels.email import EmailChannel

CHANNELS: dict[str, ChannelType] = {channel.key: channel for channel in (EmailChannel(),)}
