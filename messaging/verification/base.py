"""What a verifier is. The built-in ones are a file each; registry.py says which is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from messaging.models import AddressStatus


class VerifierFailed(Exception):
    """Nothing was found out about any of the addresses; they are asked about again later."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about an address: valid, invalid, risky or unknown."""

    status: AddressStatus
    detail: str = ""


class Verifier(Protocol):
    """Judges addresses. An address that is missing in the answer counts as unknown."""

    def price(self) -> Decimal:
        """What one address costs, in the workspace's currency."""

    def check(self, addresses: Sequence[str]) -> Mapping[str, Verdict]:
        """The verdicts by address. Raises VerifierFailed."""
