"""What conditions share that look into the document of an execution: the trigger's data, webhooks' answers in it."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from pydantic import Field

from contacts.rules.builder import TIME, Builder
from contacts.rules.conditions.attribute_kinds import MOVING
from contacts.rules.conditions.comparing import Comparison
from contacts.rules.conditions.memory import MISSING, at, property_meets
from contacts.rules.conditions.operators import operator_words
from contacts.rules.conditions.properties import PropertyPath, property_sql, property_value
from contacts.rules.facts import Facts, shown
from contacts.rules.registry import ConditionType, Problem
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf


class ContextLeaf(Comparison, Leaf):
    """Which value of the document, and what it is compared with."""

    field: PropertyPath = Field(title="Property", json_schema_extra={"x-editor": "property"})


L = TypeVar("L", bound=ContextLeaf)


class ContextCondition(ConditionType[L]):
    """Looks into a document; where there is none it answers no."""

    flow_only = True
    # Said of a rule outside of a flow: the code, and the words.
    nowhere: ClassVar[tuple[str, str]]

    @abstractmethod
    def document(self, builder: Builder) -> str:
        """The document as a jsonb expression; "" where there is no execution to look at."""

    @abstractmethod
    def noted(self, facts: Facts) -> Any:
        """The document in memory, or MISSING."""

    def validate(self, leaf: L, scope: Scope) -> Iterable[Problem]:
        if not scope.in_flow:
            yield Problem("type", *self.nowhere)

    def compile(self, leaf: L, builder: Builder) -> str:
        document = self.document(builder)
        return property_sql(document, leaf.field, leaf.operator, leaf.value, builder) if document else "false"

    def actual(self, leaf: L, builder: Builder) -> str:
        document = self.document(builder)
        return property_value(document, leaf.field, builder) if document else "NULL::jsonb"

    def holds(self, leaf: L, facts: Facts) -> bool:
        # Where there is nothing to look at, no operator is met.
        found = at(self.noted(facts), leaf.field)
        return facts.trigger is not None and property_meets(found, leaf.operator, leaf.value, facts)

    def saw(self, leaf: L, facts: Facts) -> Any:
        found = at(self.noted(facts), leaf.field)
        return None if found is MISSING else shown(found)

    def dependencies(self, leaf: L) -> frozenset[str]:
        return frozenset({"execution", TIME} if self.volatile(leaf) else {"execution"})

    def words(self, leaf: L, names: Mapping[str, str]) -> str:
        return f"{self.key}’s {leaf.field} {operator_words(leaf.operator, leaf.value)}"

    def volatile(self, leaf: L) -> bool:
        return leaf.operator in MOVING
