"""`{"type": "tag", "operator": "has", "value": "vip"}`: whether the contact carries a tag, or some of several."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationInfo, field_validator

from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.facts import Facts
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from contacts.rules.values import Name, fitting

# How many tags are kept or shown beside a decision.
MOST_TAGS = 10


_NAME: TypeAdapter[object] = TypeAdapter(Name)
_NAMES: TypeAdapter[object] = TypeAdapter(Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)])
_OPERATORS = {
    "has": "has the tag",
    "has_not": "does not have the tag",
    "has_any": "has any of the tags",
    "has_all": "has all of the tags",
    "has_none": "has none of the tags",
}
_SAID = {
    "has": "tagged",
    "has_not": "not tagged",
    "has_any": "tagged with any of",
    "has_all": "tagged with all of",
    "has_none": "tagged with none of",
}


class TagLeaf(Leaf):
    """Tags are compared exactly, capitals included. `has_any`, `has_all`, `has_none` take a list of up to 100."""

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "value"))

    type: Literal["tag"]
    operator: Literal["has", "has_not", "has_any", "has_all", "has_none"] = Field(
        title="Comparison",
        json_schema_extra={
            **hints.choice(_OPERATORS),
            "x-operands": {operator: "tag" if operator in ("has", "has_not") else "tags" for operator in _OPERATORS},
        },
    )
    value: Any = Field(title="Tag", json_schema_extra={"x-editor": "operand"})

    @field_validator("value")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        return fitting(_NAME if info.data.get("operator") in ("has", "has_not") else _NAMES, value)

    @property
    def tags(self) -> list[str]:
        """The tags that are asked for."""
        return [self.value] if isinstance(self.value, str) else list(self.value)


@register
class TagCondition(ConditionType[TagLeaf]):
    """Answered by the GIN index on tags."""

    key = "tag"
    label = "Tag"
    description = "Whether the contact carries a tag."
    Leaf = TagLeaf

    def compile(self, leaf: TagLeaf, builder: Builder) -> str:
        found = "&&" if leaf.operator in ("has_any", "has_none") else "@>"
        has = f"{CONTACT}.tags {found} {builder.param(leaf.tags, 'varchar[]')}"
        return negated(has) if leaf.operator in ("has_not", "has_none") else has

    def actual(self, leaf: TagLeaf, builder: Builder) -> str:
        tag, tags = builder.param(leaf.tags[0]), f"{CONTACT}.tags"
        # Of too many the one that is asked for comes first.
        sorted_in = f"CASE WHEN {tag} = ANY ({tags}) THEN ARRAY[{tag}] || array_remove({tags}, {tag}) ELSE {tags} END"
        return (
            f"to_jsonb(CASE WHEN cardinality({tags}) > {MOST_TAGS} THEN ({sorted_in})[1:{MOST_TAGS}] ELSE {tags} END)"
        )

    def holds(self, leaf: TagLeaf, facts: Facts) -> bool:
        some = any if leaf.operator in ("has_any", "has_none") else all
        found = some(tag in facts.tags for tag in leaf.tags)
        return found != (leaf.operator in ("has_not", "has_none"))

    def saw(self, leaf: TagLeaf, facts: Facts) -> list[str]:
        tags, first = list(facts.tags), leaf.tags[0]
        if len(tags) > MOST_TAGS and first in tags:
            tags = [first, *(tag for tag in tags if tag != first)]
        return tags[:MOST_TAGS]

    def dependencies(self, leaf: TagLeaf) -> frozenset[str]:
        return frozenset({"tag"})

    def words(self, leaf: TagLeaf, names: Mapping[str, str]) -> str:
        return f"{_SAID[leaf.operator]} {', '.join(f'“{tag}”' for tag in leaf.tags)}"
