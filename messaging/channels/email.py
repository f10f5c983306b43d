"""E-mail: addresses, and from a rendered mail to what the provider takes."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from messaging.channels.base import Addressed, ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.words import OwnWords
from messaging.identity import Identity
from messaging.mime.skeleton import Mail, MailParts, Skeleton
from messaging.mime.woven import woven_html
from messaging.providers.base import Envelope, Provider
from messaging.returns.addresses import with_return
from messaging.tracking.links import with_tracking
from templates_app.rendering.straight import Woven
from workspaces.channels import MessageType
from workspaces.short_links import with_short_links

# RFC 5321's dot-string and domain. Whatever passes can stand in an SMTP command and in a header as it is.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?=[^@]{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
_MAX_LOCAL = 64
_MAX_ADDRESS = 254
# Campaigns' own names for one sender that are kept ready.
_MAX_NAMES = 64


class EmailChannel(ChannelType):
    """Mail to `contact.email`; an internationalised domain is turned into its ASCII form."""

    key = "email"

    def address(self, contact: Addressed) -> str:
        """See `ChannelType.address`."""
        return ascii_address(contact.email) if contact.email else ""

    def from_address(self, text: str) -> str:
        """See `ChannelType.from_address`."""
        return ascii_address(text)

    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """See `ChannelType.composer`."""
        return MimeComposer(identity) if provider.takes_mime else MailComposer(identity)


class MailComposer(Composer):
    """Mails in their parts, for providers that put them together themselves."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def compose(self, letter: Letter) -> Envelope[MailParts]:
        """See `Composer.compose`."""
        parts = MailParts(mail_of(letter), self._identity.worn_by(letter.stream.mail_from))
        return Envelope(letter.key, self._identity.from_address, letter.row.address, parts)


class MimeComposer(Composer):
    """Mails as bytes; all that a sender's mails share is made once, and once more for names of campaigns."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._skeleton = Skeleton(identity)
        self._others: dict[Identity, Skeleton] = {}

    def compose(self, letter: Letter) -> Envelope[bytes]:
        """See `Composer.compose`."""
        said = letter.stream.mail_from
        skeleton = self._other(self._identity.worn_by(said)) if said else self._skeleton
        mail, sender = encoded_mail_of(letter), self._identity.from_address
        if self._identity.return_address:
            mail, sender = with_return(mail, letter.row.id, self._identity.return_address)
        return Envelope(letter.key, sender, letter.row.address, skeleton.fill(mail))

    def _other(self, identity: Identity) -> Skeleton:
        if identity not in self._others:
            if len(self._others) >= _MAX_NAMES:
                self._others.clear()
            self._others[identity] = Skeleton(identity)
        return self._others[identity]


def mail_of(letter: Letter) -> Mail:
    """The mail with its links led over us; its Message-ID is the same for every attempt."""
    opens = letter.stream.open_tracking
    return _mail(letter, with_tracking(letter.rendered.html, letter.row.id, opens=opens, link=letter.follow))


def encoded_mail_of(letter: Letter) -> Mail:
    """The same with its HTML encoded, as far as what is the same in every mail of its template can be."""
    html: str = letter.rendered.html
    if not isinstance(html, Woven):
        return mail_of(letter)
    encoded = woven_html(html, letter.row.id, opens=letter.stream.open_tracking, link=letter.follow)
    return mail_of(letter) if encoded is None else _mail(letter, "", encoded)


def _mail(letter: Letter, html: str, encoded_html: bytes = b"") -> Mail:
    row, contact = letter.row, letter.contact
    return Mail(
        message_id=letter.key,
        date=_date(int(letter.now.timestamp())),
        to_address=row.address,
        to_name=f"{contact.first_name} {contact.last_name}",
        subject=letter.rendered.subject,
        html=html,
        text=with_short_links(letter.rendered.text, letter.tag) if letter.tag else letter.rendered.text,
        unsubscribe_url=letter.links.unsubscribe if row.message_type == MessageType.MARKETING else "",
        in_reply_to=letter.rendered.in_reply_to if isinstance(letter.rendered, OwnWords) else "",
        encoded_html=encoded_html,
    )


@lru_cache(maxsize=8)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))


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
