"""`{"type": "tag", "operator": "has", "value": "vip"}`: whether the contact carries a tag."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from contacts.rules.values import Name

# How many tags are kept or shown beside a decision.
MOST_TAGS = 10


class TagLeaf(Leaf):
    """Tags are compared exactly, capitals included."""

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "value"))

    type: Literal["tag"]
    operator: Literal["has", "has_not"] = Field(
        title="Comparison",
        json_schema_extra=hints.choice({"has": "has the tag", "has_not": "does not have the tag"}),
    )
    value: Annotated[Name, Field(title="Tag", json_schema_extra={"x-editor": "tag"})]


@register
class TagCondition(ConditionType[TagLeaf]):
    """Answered by the GIN index on tags."""

    key = "tag"
    label = "Tag"
    description = "Whether the contact carries a tag."
    Leaf = TagLeaf

    def compile(self, leaf: TagLeaf, builder: Builder) -> str:
        has = f"{CONTACT}.tags @> {builder.param([leaf.value], 'varchar[]')}"
        return has if leaf.operator == "has" else negated(has)

    def actual(self, leaf: TagLeaf, builder: Builder) -> str:
        tag, tags = builder.param(leaf.value), f"{CONTACT}.tags"
        # Of too many the one that is asked for comes first.
        sorted_in = f"CASE WHEN {tag} = ANY ({tags}) THEN ARRAY[{tag}] || array_remove({tags}, {tag}) ELSE {tags} END"
        return (
            f"to_jsonb(CASE WHEN cardinality({tags}) > {MOST_TAGS} THEN ({sorted_in})[1:{MOST_TAGS}] ELSE {tags} END)"
        )

    def dependencies(self, leaf: TagLeaf) -> frozenset[str]:
        return frozenset({"tag"})

    def words(self, leaf: TagLeaf, names: Mapping[str, str]) -> str:
        return f"{'tagged' if leaf.operator == 'has' else 'not tagged'} “{leaf.value}”"
