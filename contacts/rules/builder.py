"""What a condition type compiles with: parameters, the time, the place. Knows no condition type and no database."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

CONTACT = "c"
# What a condition depends on whose answer changes as time goes by.
TIME = "time"
# How long a value may be where it is kept or shown, and how much of a longer one is.
MOST_BYTES = 200
MOST_SHOWN = 100
# Numbers come behind it, so it ends with none: p1 and 2 would be p12, as p and 12 are.
_PREFIX = re.compile(r"[a-z]([a-z0-9_]*[a-z_])?")


@dataclass(frozen=True, slots=True)
class RuleContext:
    """Where a rule is asked.

    Empty for segments. Inside a flow, `campaign_id` is the campaign's and `execution_column` may name the column of the
    surrounding statement that holds the execution's id (`b.execution_id`): conditions about "a message sent by that
    node" then mean this execution's message. `context_column` names a jsonb expression (`b.context`) of what set the
    execution or the trigger off.
    """

    campaign_id: UUID | None = None
    execution_column: str = ""
    context_column: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """An SQL expression over a row of contacts_contact with the alias `c`, and its named parameters.

    True means that the contact matches; false and NULL both mean that it doesn't.
    """

    sql: str
    params: dict[str, Any]


@dataclass(slots=True)
class Builder:
    """Collects parameters while a tree is compiled. Every value from outside goes through `param`.

    `joined` says that all contacts are asked and that the condition stands among those that must all hold: one that
    counts rows of another table may then count them for everybody at once, and PostgreSQL joins the result.
    `subqueries` counts the conditions so far that look into other tables.
    """

    workspace_id: UUID
    now: datetime
    context: RuleContext = field(default_factory=RuleContext)
    prefix: str = "r"
    params: dict[str, Any] = field(default_factory=dict)
    joined: bool = False
    subqueries: int = 0

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError(f"prefix {self.prefix!r} must be lower-case letters and digits, and end with no digit")

    def param(self, value: object, cast: str = "text") -> str:
        """A placeholder for `value` with an explicit PostgreSQL type, so that no type is ever guessed."""
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return f"%({name})s::{cast}"

    def workspace(self) -> str:
        """A placeholder for the workspace's id; conditions that read other tables narrow them by it."""
        return self.param(self.workspace_id, "uuid")

    def moment(self, value: datetime) -> str:
        """A placeholder for an instant."""
        return self.param(value, "timestamptz")


def bounded(node: str, text: str) -> str:
    """A jsonb expression that is never long: `node`, or the beginning of `text`, which is the same as text.

    Both are written out, not computed in a subquery: looking into a document twice is cheaper than that.
    """
    shown = f"to_jsonb(left({text}, {MOST_SHOWN}) || '…')"
    return f"(CASE WHEN octet_length({text}) > {MOST_BYTES} THEN {shown} ELSE {node} END)"


def negated(sql: str) -> str:
    """The exact opposite: true where `sql` is false or NULL."""
    return f"(({sql}) IS NOT TRUE)"
