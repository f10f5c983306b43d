"""What a bulk action is, and the registry of them. Knows no action and writes nothing."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from contacts.rules import Predicate
from workspaces.models import Workspace
from workspaces.services import Actor


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of an action: its checked parameters in a workspace, by whom, as part of which operation."""

    workspace: Workspace
    params: Mapping[str, Any]
    actor: Actor
    now: datetime
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """Whom a chunk has changed, and how many stayed as they were after all, by reason."""

    changed: Collection[UUID]
    refused: Mapping[str, int] = field(default_factory=dict)


class BulkAction(ABC):
    """Something that can be done to many contacts at once.

    `label` names it on a button, `reverse` the action that undoes it with the same parameters. `reasons` are the words
    for why somebody stays as they are. Actions that `lock` have the contacts of a chunk locked while they decide.
    Those that nothing undoes may ask for a word to `confirm` them.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    reasons: ClassVar[Mapping[str, str]] = {}
    reverse: ClassVar[str] = ""
    lock: ClassVar[bool] = True
    confirm: ClassVar[str] = ""

    @abstractmethod
    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as they are kept. Raises InvalidInput naming `params.<name>`, or Conflict."""

    @abstractmethod
    def verdict(self, task: Task) -> Predicate:
        """SQL over a contact `c`: NULL where it would be changed, else the reason why it stays as it is."""

    @abstractmethod
    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        """Does it to contacts whose verdict was NULL, in the caller's transaction, set-wise."""

    @abstractmethod
    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        """What is done, as in `Give the tag “vip”`."""


A = TypeVar("A", bound=type[BulkAction])
_actions: dict[str, BulkAction] = {}


def register(action: A) -> A:
    """Class decorator: adds the action to those that can be chosen."""
    if action.key in _actions:
        raise ValueError(f"the bulk action {action.key!r} is registered twice")
    _actions[action.key] = action()
    return action


def find_action(key: str) -> BulkAction | None:
    """The action with this key."""
    return _actions.get(key)


def all_actions() -> list[BulkAction]:
    """Every action, in the order of their registration."""
    return list(_actions.values())
