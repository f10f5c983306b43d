"""As whom a sender sends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What recipients see of a sender. What an address is, and whether there is one, depends on the channel."""

    from_name: str
    from_address: str
    reply_to: str = ""

    @property
    def domain(self) -> str:
        """Of an e-mail address, what stands behind the @."""
        return self.from_address.rpartition("@")[2]
