"""The verifier that is always there: the address is well-formed, and its domain takes mail (MX, else A or AAAA)."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from dns.resolver import Resolver
from email_validator import EmailNotValidError, caching_resolver, validate_email

from messaging.models import AddressStatus
from messaging.verification.base import Verdict

_SECONDS, _AT_ONCE = 5, 16


class Builtin:
    """Asks DNS; costs nothing. `resolver` is for tests."""

    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver

    def price(self) -> Decimal:
        """Nothing."""
        return Decimal(0)

    def check(self, addresses: Sequence[str]) -> Mapping[str, Verdict]:
        """One look-up for each domain, some at once. A domain whose servers don't answer leaves it unknown."""
        resolver = self._resolver or caching_resolver(timeout=_SECONDS)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            verdicts = pool.map(lambda address: _judge(address, resolver), addresses)
            return dict(zip(addresses, verdicts, strict=True))


def _judge(address: str, resolver: Resolver) -> Verdict:
    try:
        found = validate_email(address, check_deliverability=True, dns_resolver=resolver)
    except EmailNotValidError as error:
        return Verdict(AddressStatus.INVALID, str(error))
    if getattr(found, "mx", None):
        return Verdict(AddressStatus.VALID)
    return Verdict(AddressStatus.UNKNOWN, "the servers of the domain did not answer")
