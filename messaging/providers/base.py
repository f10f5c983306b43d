"""What a provider is, and the four things that can become of a message handed to one."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it."""

    provider_id: str = ""


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
    """Definitely not sent, and trying again won't help."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The provider may have it: it was handed over whole, and no answer came. Must never be sent again by itself."""

    reason: str
    detail: str = ""


Outcome = Accepted | Retry | Rejected | Ambiguous


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message ready to go. `key` is the same for every attempt, for providers that know idempotency keys."""

    key: str
    sender: str
    recipient: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Account:
    """A sender as providers see it: settings validated by the provider's models, credentials decrypted."""

    id: UUID
    fingerprint: str
    config: BaseModel
    credentials: BaseModel


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


class Session(ABC):
    """A kept connection to a provider; used by one thread at a time."""

    @abstractmethod
    def prepare(self) -> None:
        """Makes sure that there is a working connection. Raises ProviderUnavailable."""

    @abstractmethod
    def send_all(self, envelopes: Sequence[Envelope], meanwhile: Callable[[], None] = idle) -> Generator[Outcome]:
        """Yields the outcome of each envelope in turn. It never raises; a consumer may stop early: what was not
        yielded by then has definitely not been sent. `meanwhile` is called at most once per message, while the
        provider's answer is awaited: for work that would otherwise come before or after. It must not raise."""

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

    @abstractmethod
    def open(self, account: Account) -> Session:
        """A session for this account; connecting may be left to `prepare`."""

    def account(self, sender_id: UUID, fingerprint: str, config: Any, credentials: Any) -> Account:
        """Stored settings as an account. Raises pydantic's ValidationError."""
        return Account(
            sender_id, fingerprint, self.Config.model_validate(config), self.Credentials.model_validate(credentials)
        )
