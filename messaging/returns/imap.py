"""A mailbox over IMAP: what is new, mail by mail, and the marks on what was read. Bounded in time and size throughout.

The protocol is imaplib's; what an answer may hold, where connections go and how long all of it takes is ours.
"""

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from messaging.mail_servers import dial_mail
from messaging.providers.access_tokens import TokenSource
from messaging.providers.base import ProviderUnavailable
from messaging.providers.mail_login import token_source, xoauth2
from messaging.returns.settings import MailboxCredentials, MailboxSettings
from workspaces.http.addresses import AddressRefused
from workspaces.http.connections import Exchange, exchange

# Of a mail; what stands behind is attachments.
LARGEST = 512_000
_AT_ONCE = 10
_LITERAL, _SESSION = 4 * LARGEST, 64_000_000
_ANSWER_SECONDS = 20.0
# UIDs asked for at once; their list must fit a line.
_WINDOW, _WIDEST = 2_000, 50_000
_UID = re.compile(rb"\bUID (\d+)")


class MailboxFailed(Exception):
    """The mailbox can't be read; the text is for people."""


class _Refused(MailboxFailed):
    """The server is there, and does not want this."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail, cut at `LARGEST`; `at` is when it arrived there."""

    uid: int
    at: datetime | None
    raw: bytes


class Mailbox:
    """An open folder. `following` is the number that the next mail gets. All methods raise MailboxFailed."""

    def __init__(self, imap: "_Imap", validity: int, following: int) -> None:
        self._imap = imap
        self.validity = validity
        self.following = following

    def uids_after(self, uid: int, since: datetime | None) -> Iterator[tuple[list[int], int]]:
        """(UIDs, up to where was looked), window by window in growing order; of mails since a day, if one is given."""
        width = _WINDOW
        while uid + 1 < self.following:
            last = min(uid + width, self.following - 1)
            asked = f"UID {uid + 1}:{last}" + (f" SINCE {since.astimezone(UTC):%d-%b-%Y}" if since else "")
            found = self._asked("SEARCH", asked)
            numbers = sorted({int(each) for part in found if isinstance(part, bytes) for each in part.split()})
            # Asked for a range behind the last mail, servers name that one.
            numbers = [number for number in numbers if uid < number <= last]
            width = _WINDOW if numbers else min(width * 2, _WIDEST)
            uid = last
            yield numbers, last

    def fetch(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        """The mails, some at a time; those that are gone by now are left out. None is marked as read by it."""
        for start in range(0, len(uids), _AT_ONCE):
            wanted = uids[start : start + _AT_ONCE]
            try:
                yield self._fetched(wanted)
            except _Refused:
                # One that the server itself can't read must not keep the others.
                yield [mail for uid in wanted for mail in self._alone(uid)]

    def mark(self, uids: Sequence[int], *, delete: bool) -> None:
        """As read, or deletes them."""
        for start in range(0, len(uids), 500):
            names = ",".join(map(str, uids[start : start + 500]))
            self._asked("STORE", names, "+FLAGS.SILENT", r"(\Seen \Deleted)" if delete else r"(\Seen)")
            if delete and self._imap.has_uidplus:
                self._asked("EXPUNGE", names)
        if delete and uids and not self._imap.has_uidplus:
            with _failures():
                self._imap.expunge()

    def _alone(self, uid: int) -> list[Fetched]:
        try:
            return self._fetched([uid])
        except _Refused:
            return []

    def _fetched(self, uids: Sequence[int]) -> list[Fetched]:
        names = ",".join(map(str, uids))
        found = self._asked("FETCH", names, f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)")
        mails = {mail.uid: mail for mail in _mails(found) if mail.uid in uids}
        return [mails[uid] for uid in sorted(mails)]

    def _asked(self, command: str, *words: str) -> list[object]:
        with _failures():
            state, found = self._imap.uid(command, *words)
        if state != "OK":
            raise _Refused(f"{command} was refused: {_said(found)}")
        return found


@contextmanager
def opened(given: MailboxSettings, credentials: MailboxCredentials, *, seconds: float) -> Iterator[Mailbox]:
    """The mailbox's folder, for at most so many seconds. Raises MailboxFailed."""
    login = _login(given, credentials)
    with exchange(seconds) as current:
        with _failures():
            imap = _Imap(given, current)
        try:
            yield _entered(imap, given, login)
        finally:
            with suppress(Exception):
                imap.shutdown()


def _login(given: MailboxSettings, credentials: MailboxCredentials) -> Callable[["_Imap"], None]:
    """Logs in; a token, where one is needed, is there before the server is called. Raises MailboxFailed."""
    tokens = token_source(given, credentials)
    if tokens is None:
        return lambda imap: _by_password(imap, credentials)
    try:
        token = tokens.fetched()
    except ProviderUnavailable as error:
        raise MailboxFailed(error.detail) from error
    return lambda imap: _by_token(imap, credentials.username, token, tokens)


def _by_password(imap: "_Imap", credentials: MailboxCredentials) -> None:
    try:
        imap.login(credentials.username, credentials.password.get_secret_value())
    except UnicodeError:
        raise MailboxFailed("name and password must be in plain letters") from None


def _by_token(imap: "_Imap", username: str, token: str, tokens: TokenSource) -> None:
    answer = xoauth2(username, token)
    try:
        imap.authenticate("XOAUTH2", lambda challenge: answer().encode())
    except imaplib.IMAP4.error:
        tokens.forget()
        raise


def _entered(imap: "_Imap", given: MailboxSettings, login: Callable[["_Imap"], None]) -> Mailbox:
    with _failures():
        if given.security == "starttls":
            imap.starttls(ssl_context=ssl.create_default_context())
        login(imap)
        # Servers say more of themselves to who has logged in.
        imap.has_uidplus = b"UIDPLUS" in b" ".join(imap.capability()[1]).upper().split()
        state, found = imap.select(f'"{given.folder}"')
    if state != "OK":
        raise MailboxFailed(f"the folder “{given.folder}” can't be opened: {_said(found)}")
    validity, following = (_number(imap, name) for name in ("UIDVALIDITY", "UIDNEXT"))
    if not validity or not following:
        raise MailboxFailed("the server gives its mails no numbers that last (UIDVALIDITY, UIDNEXT)")
    return Mailbox(imap, validity, following)


class _Imap(imaplib.IMAP4):
    """IMAP to where people named, never into a private network unless the installation allows it."""

    has_uidplus = False

    def __init__(self, given: MailboxSettings, current: Exchange) -> None:
        self._given = given
        self._exchange = current
        self._left = _SESSION
        super().__init__(given.host, given.port, timeout=_ANSWER_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        given = self._given
        plain = dial_mail(given.host, given.port, seconds=timeout or _ANSWER_SECONDS)
        self._exchange.own(plain)
        if given.security != "tls":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=given.host)
        except BaseException:
            plain.close()
            raise

    def read(self, size: int) -> bytes:
        if size > _LITERAL:
            raise self.abort(f"an answer of {size:,} bytes")
        return self._counted(super().read(size))

    def readline(self) -> bytes:
        return self._counted(super().readline())

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise self.abort("more than anybody's mailbox says at once")
        return data


@contextmanager
def _failures() -> Iterator[None]:
    """What goes wrong on the way, as MailboxFailed."""
    try:
        yield
    except AddressRefused as error:
        raise MailboxFailed(f"the server can't be used: it {error}") from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        said = error.args[0] if isinstance(error, imaplib.IMAP4.error) and error.args else error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        # imaplib puts the command in front.
        raise MailboxFailed((text.rpartition(" => ")[2] or type(error).__name__)[:300]) from error


def _mails(found: Sequence[object]) -> Iterator[Fetched]:
    """Of the answers to FETCH: (head, mail) pairs, what stands behind the mail following apart."""
    for place, each in enumerate(found):
        if not isinstance(each, tuple) or len(each) != 2:
            continue
        behind = found[place + 1] if place + 1 < len(found) else b""
        head = each[0] + (behind if isinstance(behind, bytes) else b"")
        uid = _UID.search(head)
        if uid is not None:
            yield Fetched(int(uid.group(1)), _moment(head), each[1])


def _moment(head: bytes) -> datetime | None:
    try:
        parsed = imaplib.Internaldate2tuple(head)
        return datetime.fromtimestamp(time.mktime(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _number(imap: imaplib.IMAP4, name: str) -> int:
    _, found = imap.response(name)
    text = found[-1] if found else None
    return int(text) if isinstance(text, bytes) and text.isdigit() else 0


def _said(found: Sequence[object]) -> str:
    return " ".join(part.decode("utf-8", "replace") for part in found if isinstance(part, bytes))[:200]
