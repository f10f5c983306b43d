"""The registry of condition types: what a leaf's `type` may be. One file per type; apps above add theirs in `ready`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from contacts.rules.builder import Builder
from contacts.rules.facts import Asked, Facts
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf

L = TypeVar("L", bound=Leaf)
T = TypeVar("T", bound="type[ConditionType[Any]]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one leaf; `field` is the leaf's field (`value`), `code` is stable."""

    field: str
    code: str
    message: str


class ConditionType(ABC, Generic[L]):
    """One kind of condition. Instances hold no state: everything a condition knows is in its leaf."""

    key: ClassVar[str]
    label: ClassVar[str]
    # What it asks, in a marketer's words, for the list from which conditions are chosen.
    description: ClassVar[str] = ""
    # Whether only rules of a campaign's flow can ask it.
    flow_only: ClassVar[bool] = False
    Leaf: type[L]

    def validate(self, leaf: L, scope: Scope) -> Iterable[Problem]:
        """What the leaf's model can't see: whether what it names exists in the workspace, and is of the right kind."""
        return ()

    @abstractmethod
    def compile(self, leaf: L, builder: Builder) -> str:
        """An SQL expression over the contact `c`; NULL counts as no. It must never raise, whatever the row holds."""

    def actual(self, leaf: L, builder: Builder) -> str:
        """An SQL expression (jsonb) of the value that the condition looks at, for answers to "why?"; NULL for none."""
        return "NULL::jsonb"

    def load(self, leaves: Sequence[L], asked: Asked) -> Any:
        """What its conditions look at beyond the contact's row, for `Facts.loaded`; at most a query for all of them."""
        return None

    @abstractmethod
    def holds(self, leaf: L, facts: Facts) -> bool:
        """The same answer as the compiled one's, in memory."""

    def saw(self, leaf: L, facts: Facts) -> Any:
        """The same value as `actual` gives, in memory."""
        return None

    @abstractmethod
    def words(self, leaf: L, names: Mapping[str, str]) -> str:
        """How a marketer would say it: `plan is “pro”`. `names` maps ids to the names of what they belong to."""

    @abstractmethod
    def dependencies(self, leaf: L) -> frozenset[str]:
        """What the answer hangs on, as keys (`contacts.rules.dependencies` lists them); `TIME` among them where the
        answer may change as time goes by."""

    def volatile(self, leaf: L) -> bool:
        """Whether the answer may change while the contact isn't marked as changed: as time goes by, for instance.

        Segments with such a condition are swept now and then; the others follow their contacts.
        """
        return False

    def crossing(self, leaf: L, builder: Builder, since: datetime) -> str | None:
        """A statement that selects the ids of the contacts for whom time changed the answer: `since` to `builder.now`.

        The contacts of `builder.workspace()`, some too many rather than one too few; "" for none. None means that the
        condition can't say: then segments with it ask everybody now and then.
        """
        return None if self.volatile(leaf) else ""


_types: dict[str, ConditionType[Any]] = {}


def register(condition_type: T) -> T:
    """Class decorator: make the type known under its key. Two types with one key are a programming error."""
    if condition_type.key in _types:
        raise ValueError(f"condition type {condition_type.key!r} is registered twice")
    _types[condition_type.key] = condition_type()
    return condition_type


def find(key: object) -> ConditionType[Any] | None:
    """The condition type with that key, or None."""
    return _types.get(key) if isinstance(key, str) else None


def type_of(leaf: Leaf) -> ConditionType[Any]:
    """The condition type of a parsed leaf."""
    return _types[leaf.type]


def all_types() -> list[ConditionType[Any]]:
    """Every condition type, in the order of registration."""
    return list(_types.values())
