"""What a policy is and what it may answer. The policies themselves are one file each; their order is in registry.py."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from messaging.delivery.batch import Batch


@dataclass(frozen=True, slots=True)
class HoldUntil:
    """Not now: the message is looked at again at this moment."""

    at: datetime
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Never: the message is settled as skipped."""

    reason: str
    detail: str = ""


Decision = HoldUntil | Skip


class Policy(ABC):
    """Decides over a whole batch with a fixed number of queries, inside the claim's transaction.

    The docstring of a policy is its page in the reference; `reasons` are the codes with which it skips and holds.
    """

    key: ClassVar[str]
    reasons: ClassVar[Sequence[str]]
    # Set where it has somebody outside asked, which a rehearsal must not.
    asks_outside: ClassVar[bool] = False

    @abstractmethod
    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Decisions by message id; a message that is not in the answer is allowed."""

    def leased(self, batch: Batch) -> None:
        """Told of the messages that no policy objected to: for those that count what goes out. May write."""
        return
