"""What an estimate says: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from contacts.models import Segment


@dataclass(frozen=True, slots=True)
class AudienceEstimate:
    """How many would come in. `segment` is the campaign's audience; `exact`: counted, not scaled up or foretold."""

    contacts: int
    exact: bool
    segment: Segment | None


@dataclass(frozen=True, slots=True)
class ChannelEstimate:
    """The messages of one channel and type. `withheld` came to a message that they would not be sent: they have no
    usable address, it is suppressed, or they have not agreed. Without a price the cost is None: unknown, not nothing.
    """

    channel: str
    message_type: str
    sends: int
    withheld: int
    unit_price: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The whole estimate. `exact`: every way was decided by what is known of each contact.

    `cost` is None where some message has no price; `nodes` are the contacts that come to each node.
    """

    audience: AudienceEstimate
    exact: bool
    sends: int
    cost: Decimal | None
    currency: str
    channels: tuple[ChannelEstimate, ...]
    nodes: Mapping[str, int]
