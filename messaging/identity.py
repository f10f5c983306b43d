"""As whom a sender sends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Identity:
    """What recipients see of a sender. What an address is, and whether there is one, depends on the channel.

    `return_address`: where bounces go, `{}` standing for a message's token; "" where nobody reads them.
    """

    from_name: str
    from_address: str
    reply_to: str = ""
    reply_to_name: str = ""
    return_address: str = ""

    def worn_by(self, said: Mapping[str, str]) -> "Identity":
        """The same for a campaign that says some of it itself (`messaging.mail_from`)."""
        if not said:
            return self
        return replace(
            self,
            from_name=said.get("from_name") or self.from_name,
            reply_to=said.get("reply_to_email") or self.reply_to,
            reply_to_name=said.get("reply_to_name", ""),
        )

    @property
    def domain(self) -> str:
        """Of an e-mail address, what stands behind the @."""
        return self.from_address.rpartition("@")[2]
