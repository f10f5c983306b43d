"""What a provider is, and the four things that can become of a message handed to one."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from workspaces.errors import FieldError


@dataclass(slots=True, unsafe_hash=True)  # made for every message: freezing it takes longer than making it
class Accepted:
    """The provider has it. `gone` are devices that no longer exist, where others took it."""

    provider_id: str = ""
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Definitely not sent, and worth trying again, not before `after` if that is given.

    `provider_fault`: the provider as such can't be used, whatever the message; trying the next one is pointless.
    """

    reason: str
    detail: str = ""
    after: timedelta | None = None
    provider_fault: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Definitely not sent, and trying again won't help. `gone` are chats and devices that no longer exist.

    `no_address`: by the provider's word nothing will ever arrive at the address, so that it is suppressed.
    """

    reason: str
    detail: str = ""
    gone: tuple[str, ...] = ()
    no_address: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The provider may have it: it was handed over whole, and no answer came. Must never be sent again by itself."""

    reason: str
    detail: str = ""


Outcome = Accepted | Retry | Rejected | Ambiguous


PayloadT = TypeVar("PayloadT")


@dataclass(slots=True, unsafe_hash=True)  # made for every message: freezing it takes longer than making it
class Envelope(Generic[PayloadT]):
    """One message ready to go. `key` is the same for every attempt, for providers that know idempotency keys.

    The payload is what the channel's composer makes: the bytes of a whole mail for providers that take MIME, else the
    channel's own form of a rendered message.
    """

    key: str
    sender: str
    recipient: str
    payload: PayloadT


@dataclass(frozen=True, slots=True)
class Account:
    """A sender as providers see it: settings validated by the provider's models, credentials decrypted.

    `reports_to` is where the provider may report on its messages; "" where nobody listens.
    """

    id: UUID
    fingerprint: str
    config: BaseModel
    credentials: BaseModel
    reports_to: str = ""


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A template that a provider keeps, in one language. `state` is the provider's word in small letters.

    `wants` says what each message of it needs that can't be given here; "" where nothing.
    """

    key: str
    name: str
    language: str
    category: str
    state: str
    reason: str
    body: str
    places: int
    wants: str
    components: Sequence[Mapping[str, Any]]


class ProviderUnavailable(Exception):
    """No session can be opened: nothing was sent, and nothing would be."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class StrictModel(BaseModel):
    """Base of the providers' settings: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def idle() -> None:
    """Nothing to do while waiting."""


def always() -> bool:
    """Nothing speaks against the next message."""
    return True


class Session(ABC, Generic[PayloadT]):
    """A kept connection to a provider; used by one thread at a time."""

    @property
    def renewed(self) -> Mapping[str, str]:
        """Credentials that were given in place of those that it was opened with, to be kept from now on."""
        return {}

    @property
    def is_swift(self) -> bool:
        """Whether the provider takes messages so quickly that a worker may begin many of them at once."""
        return False

    @abstractmethod
    def prepare(self) -> None:
        """Makes sure that there is a working connection. Raises ProviderUnavailable."""

    def check(self) -> None:
        """Asks the provider, as far as it can be asked, whether it would take messages. Raises ProviderUnavailable."""
        self.prepare()

    @abstractmethod
    def send_all(
        self,
        envelopes: Sequence[Envelope[PayloadT]],
        *,
        go_on: Callable[[], bool] = always,
        meanwhile: Callable[[], None] = idle,
    ) -> Generator[Outcome]:
        """Yields the outcomes of the envelopes, in their order. It never raises.

        Before each envelope it asks `go_on`, and begins no further one after a no or a provider's fault; then it ends
        early, when all that was begun has its outcome. What has none has definitely not been sent. `meanwhile` is
        called at most once per message, while the provider's answer is awaited: for work that would otherwise come
        before or after. It must not raise.
        """

    @abstractmethod
    def close(self) -> None:
        """Ends the connection; never raises."""


class Provider(ABC):
    """A kind of account to send from."""

    key: ClassVar[str]
    label: ClassVar[str]
    channels: ClassVar[frozenset[str]]
    Config: ClassVar[type[BaseModel]]
    Credentials: ClassVar[type[BaseModel]]
    # Settings that say where credentials travel: whoever changes one gives the credentials again.
    whereabouts: ClassVar[frozenset[str]] = frozenset({"base_url"})
    # Of mail: whether envelopes hold a whole mail's bytes, or its parts.
    takes_mime: ClassVar[bool] = False
    # Of mail: whether bounces come back as mails, to the envelope's sender, and nobody else tells of them.
    returns_mail: ClassVar[bool] = False
    # For how long the provider knows an envelope's key again and does not send it twice; None where it never does.
    repeatable_for: ClassVar[timedelta | None] = None
    # Of push: whether its devices are browsers' subscriptions, an address with keys, and not an app's tokens.
    subscriptions: ClassVar[bool] = False
    # Whether it keeps and approves templates itself; then `templates` tells which.
    keeps_templates: ClassVar[bool] = False

    @abstractmethod
    def open(self, account: Account) -> Session[Any]:
        """A session for this account; connecting may be left to `prepare`."""

    def faults(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Sequence[FieldError]:
        """What stored settings and credentials, each good by itself, lack together."""
        return ()

    def shown(self, account: Account) -> Mapping[str, str]:
        """What people need of an account elsewhere and may read, by its label; never a secret."""
        return {}

    def templates(self, account: Account) -> Sequence[KeptTemplate] | None:
        """The templates that the account keeps; None where it keeps none, or can't be asked with these settings.

        Raises ProviderUnavailable.
        """
        return None

    def account(self, sender_id: UUID, fingerprint: str, config: Any, credentials: Any) -> Account:
        """Stored settings as an account. Raises pydantic's ValidationError."""
        return Account(
            sender_id, fingerprint, self.Config.model_validate(config), self.Credentials.model_validate(credentials)
        )
