"""What counted messages cost by the price list, each number at the price of its country, as sends are charged."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from campaigns.estimate.answers import ChannelEstimate
from campaigns.estimate.spread import Kind, Spread
from messaging.channels.registry import CHANNELS

Prices = Mapping[Kind, Mapping[str, Decimal]]
_CENT, _MICRO = Decimal("0.01"), Decimal("0.000001")


def priced_countries(prices: Prices, kinds: Iterable[Kind]) -> frozenset[str]:
    """The countries that have a price of their own for one of these kinds of messages."""
    named = (prices.get(kind, {}) for kind in kinds if CHANNELS[kind[0]].numbers)
    return frozenset(country for lines in named for country in lines if country)


def channel_estimate(kind: Kind, spread: Spread, prices: Prices, parts: int) -> ChannelEstimate:
    """The messages of one kind. `parts`: of how many each is that is paid part by part."""
    sends = round(spread.sends.get(kind, 0))
    unit = _unit_price(kind, spread, prices.get(kind, {}))
    return ChannelEstimate(
        channel=kind[0],
        message_type=kind[1],
        sends=sends,
        withheld=round(spread.withheld.get(kind, 0)),
        unit_price=unit.quantize(_MICRO) if unit is not None else None,
        cost=(unit * parts * sends).quantize(_CENT) if unit is not None else None,
    )


def total_cost(costs: Iterable[Decimal | None]) -> Decimal | None:
    """Their sum; None where one is unknown."""
    found = list(costs)
    known = [cost for cost in found if cost is not None]
    return sum(known, Decimal(0)).quantize(_CENT) if len(known) == len(found) else None


def _unit_price(kind: Kind, spread: Spread, lines: Mapping[str, Decimal]) -> Decimal | None:
    """The mean over the countries that are reached; None where one of them has no price."""
    everywhere = lines.get("")
    shares = spread.countries.get(kind, {}) if CHANNELS[kind[0]].numbers else {}
    if not shares or sum(shares.values()) <= 0:
        return everywhere
    priced = [(lines.get(country, everywhere), share) for country, share in shares.items() if share > 0]
    if any(price is None for price, _ in priced):
        return None
    weighed = sum((price * Decimal(share) for price, share in priced if price is not None), Decimal(0))
    return weighed / Decimal(sum(share for _, share in priced))
