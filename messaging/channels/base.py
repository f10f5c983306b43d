"""What a channel is."""

from abc import ABC, abstractmethod
from typing import ClassVar

from messaging.delivery.batch import Recipient


class UnusableAddress(ValueError):
    """The contact has an address, but nothing can be sent to it; the text says why."""


class ChannelType(ABC):
    """One way of reaching a contact."""

    key: ClassVar[str]

    @abstractmethod
    def address(self, contact: Recipient) -> str:
        """The contact's address in the form that providers take; empty when there is none. Raises UnusableAddress."""
