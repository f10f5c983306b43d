"""E-mail addresses."""

import re

from email_validator import EmailNotValidError, validate_email

from messaging.channels.base import ChannelType, UnusableAddress
from messaging.delivery.batch import Recipient

# RFC 5321's dot-string and domain. Whatever passes can stand in an SMTP command and in a header as it is.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?=[^@]{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
_MAX_LOCAL = 64
_MAX_ADDRESS = 254


class EmailChannel(ChannelType):
    """Mail to `contact.email`; an internationalised domain is turned into its ASCII form."""

    key = "email"

    def address(self, contact: Recipient) -> str:
        """See `ChannelType.address`."""
        return ascii_address(contact.email) if contact.email else ""


def ascii_address(text: str) -> str:
    """The address as it may stand in an SMTP command and in a header. Raises UnusableAddress."""
    address = text.strip()
    if not address.isascii():
        address = _with_ascii_domain(address)
    if not _ADDRESS.match(address) or len(address) > _MAX_ADDRESS or address.index("@") > _MAX_LOCAL:
        raise UnusableAddress("is not a valid e-mail address")
    return address


def _with_ascii_domain(address: str) -> str:
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise UnusableAddress(str(error)) from error
    return checked.ascii_email or ""
