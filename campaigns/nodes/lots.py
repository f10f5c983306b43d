"""Lots: a number for each contact that is always the same, for whatever is divided or spread over contacts."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from uuid import UUID

BITS = 64
_MASK = (1 << BITS) - 1


def lots(campaign_id: UUID, about: str, contact_ids: Sequence[UUID]) -> Iterator[int]:
    """A number of 64 bits for each contact; independent for each campaign and each thing that it is `about`.

    A keyed 64-bit mix (the finaliser of SplitMix64) of the contact's id: a third of the cost of a cryptographic hash,
    and unlike a CRC independent from node to node.
    """
    key = int.from_bytes(blake2b(campaign_id.bytes + about.encode(), digest_size=16).digest(), "big")
    for contact_id in contact_ids:
        mixed = contact_id.int ^ key
        mixed = ((mixed ^ (mixed >> 64)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        yield mixed ^ (mixed >> 31)
