"""What a channel is: where contacts are reached, as whom one sends, and what providers get of a rendered message."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from messaging.delivery.batch import Candidate, Recipient, StreamInfo
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider


class UnusableAddress(ValueError):
    """There is an address, but nothing can be sent to it, or from it; the text says why."""


class Addressed(Protocol):
    """What channels need of a contact: a model instance, or a recipient."""

    @property
    def id(self) -> UUID: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class Links:
    """The addresses of one message's own pages; that of the preferences is made when it is asked for."""

    unsubscribe: str
    preferences: Callable[[], str]


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class Letter:
    """One rendered message and all that a composer may want to know of it; `key` is the same for every attempt.

    `follow` makes of an address the link that notes who followed it, or the tagged one; None: links stay as they are.
    `shorten` makes a short link of it that notes the same, `tag` the tagged address; None where that isn't wanted.
    """

    key: str
    row: Candidate
    contact: Recipient
    stream: StreamInfo
    rendered: Any
    links: Links
    now: datetime
    follow: Callable[[str], str] | None = None
    shorten: Callable[[str], str] | None = None
    tag: Callable[[str], str] | None = None


class Composer(ABC):
    """Makes the envelopes of one sender; kept as long as its session, so it may prepare what all of them share."""

    @abstractmethod
    def compose(self, letter: Letter) -> Envelope[Any]:
        """The envelope, in the form that the sender's provider takes."""


class ChannelType(ABC):
    """One way of reaching a contact."""

    key: ClassVar[str]
    # Whether its addresses are chats or devices that belong to a sender (ContactPoint), not fields of the contact.
    points: ClassVar[bool] = False
    # Whether its addresses are telephone numbers, whose countries have prices.
    numbers: ClassVar[bool] = False
    # Whether a message is paid for each of its parts, which `parts` counts.
    paid_in_parts: ClassVar[bool] = False

    def point(self, address: str, data: Mapping[str, Any], provider: Provider) -> tuple[str, dict[str, Any]]:
        """A chat or device as it is kept: its address, and what else sending needs. Raises UnusableAddress."""
        raise UnusableAddress("this channel uses the contact's own address")

    def parts(self, letter: Letter) -> int:
        """In how many parts the message travels."""
        return 1

    def number(self, text: str) -> str:
        """An address that somebody typed, in the form that providers take. Raises UnusableAddress."""
        raise UnusableAddress("this channel reaches contacts alone")

    @abstractmethod
    def address(self, contact: Addressed) -> str:
        """The contact's address in the form that providers take; empty when there is none. Raises UnusableAddress."""

    @abstractmethod
    def from_address(self, text: str) -> str:
        """A sender's own address, checked and in the form that providers take. Raises UnusableAddress."""

    @abstractmethod
    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """What makes the envelopes of a sender at this provider."""
