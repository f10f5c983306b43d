"""As whom a campaign's mails are sent, where it says so itself: names and the address for answers."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from messaging.channels.base import UnusableAddress
from messaging.channels.email import ascii_address


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("not_printable", "must be a text on one line")
    return text


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        return ascii_address(text)
    except UnusableAddress as error:
        raise PydanticCustomError("email", "{reason}", {"reason": str(error)}) from error


Name = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=120), AfterValidator(_printable)]
Address = Annotated[str, StringConstraints(strict=True, max_length=254), AfterValidator(_address)]


class MailFrom(BaseModel):
    """The setting. What is empty is the sender's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_name: Name = Field(default="", description="The name beside the sender's address.")
    reply_to_name: Name = Field(default="", description="The name beside the address for answers.")
    reply_to_email: Address = Field(default="", description="Where answers go.")

    def given(self) -> dict[str, str]:
        """What it says, without what is empty."""
        return {name: value for name, value in self if value}
