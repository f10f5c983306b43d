"""Where mails come back to: an address that holds the message's signed token, or one that all messages share."""

from dataclasses import replace
from urllib.parse import quote

from messaging.mime.skeleton import Mail
from messaging.tracking.tokens import Purpose, make_folded

PLACE = "{}"
UNSUBSCRIBE = "unsubscribe"


def return_address(address: str, separator: str) -> str:
    """Of `bounces@a.example` and `+`: `bounces+{}@a.example`; without a separator the address itself."""
    local, _, domain = address.rpartition("@")
    return f"{local}{separator}{PLACE}@{domain}" if separator else address


def with_return(mail: Mail, message_id: int, address: str) -> tuple[Mail, str]:
    """The mail with what it is known by when it comes back, and its envelope's sender."""
    token = make_folded(Purpose.RETURN, message_id)
    by_mail = ""
    if mail.unsubscribe_url:
        leave = quote(f"{UNSUBSCRIBE} {make_folded(Purpose.LEAVE, message_id)}")
        by_mail = f"mailto:{shared(address)}?subject={leave}"
    return replace(mail, return_token=token, unsubscribe_mail=by_mail), address.replace(PLACE, token)


def shared(address: str) -> str:
    """The mailbox's own address."""
    local, _, domain = address.rpartition("@")
    return f"{local[: -len(PLACE) - 1] if local.endswith(PLACE) else local}@{domain}"
