"""From JSON data to a rule tree, refusing whatever isn't one and naming the place of each fault."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from contacts.rules import registry
from contacts.rules.tree import MAX_DEPTH, MAX_LEAVES, Group, Leaf, Rule
from workspaces.errors import FieldError, InvalidInput
from workspaces.pydantic_words import fault_words

_MAX_REPORTED = 50
_CODES = {"extra_forbidden": "unknown_field", "missing": "missing"}


def parse(data: object, *, path: str = "rule") -> Rule:
    """The rule in `data`. `path` is what the document is called in messages.

    Raises InvalidInput whose details name every fault by its place, e.g. `rule.rules[1].field`.
    """
    reader = _Reader()
    try:
        rule = reader.group(data, path, depth=1)
    except _Refused as refused:
        raise _invalid([*reader.errors, *refused.errors]) from None
    if reader.errors:
        raise _invalid(reader.errors)
    return rule


def _invalid(errors: list[FieldError]) -> InvalidInput:
    return InvalidInput(f"{errors[0].field}: {errors[0].message}", errors[:_MAX_REPORTED])


class _Refused(Exception):
    """This node is at fault, for these reasons."""

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors


class _Reader:
    """One reading of one document; counts the leaves, and collects the faults of children so that none hides others."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []
        self.leaves = 0

    def group(self, data: object, path: str, depth: int) -> Group:
        """The group at `path`. Raises _Refused; faults further down are in `errors`."""
        if not isinstance(data, Mapping):
            raise _refused(path, "type", "must be an object with condition and rules")
        if depth > MAX_DEPTH:
            raise _refused(path, "too_deep", f"groups may nest {MAX_DEPTH} deep")
        children = self._children(data.get("rules"), f"{path}.rules", depth)
        try:
            return Group.model_validate({**data, "rules": children})
        except ValidationError as error:
            raise _translated(error, path) from None

    def _children(self, children: object, path: str, depth: int) -> list[Group | Leaf]:
        if not isinstance(children, list | tuple) or not children:
            self.errors.append(FieldError(path, "must be a list of at least one condition", "missing"))
            return []
        if len(children) > MAX_LEAVES:
            raise _refused(path, "too_many", f"a rule holds at most {MAX_LEAVES} conditions")
        read: list[Group | Leaf] = []
        for index, child in enumerate(children):
            try:
                read.append(self._child(child, f"{path}[{index}]", depth))
            except _Refused as refused:
                self.errors.extend(refused.errors)
        return read

    def _child(self, data: object, path: str, depth: int) -> Group | Leaf:
        if not isinstance(data, Mapping):
            raise _refused(path, "type", "must be an object")
        if "type" in data:
            return self._leaf(data, path)
        if "rules" in data or "condition" in data:
            return self.group(data, path, depth + 1)
        raise _refused(path, "type", "is neither a condition (with a type) nor a group (with condition and rules)")

    def _leaf(self, data: Mapping[str, Any], path: str) -> Leaf:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            raise _Refused(*_too_many(path, first=self.leaves == MAX_LEAVES + 1))
        condition = registry.find(data["type"])
        if condition is None:
            known = ", ".join(each.key for each in registry.all_types())
            raise _refused(f"{path}.type", "unknown_type", f"must be one of {known}")
        try:
            leaf: Leaf = condition.Leaf.model_validate(data)
        except ValidationError as error:
            raise _translated(error, path) from None
        return leaf


def _too_many(path: str, *, first: bool) -> list[FieldError]:
    return [FieldError(path, f"a rule holds at most {MAX_LEAVES} conditions", "too_many")] if first else []


def _refused(path: str, code: str, message: str) -> _Refused:
    return _Refused(FieldError(path, message, code))


def _translated(error: ValidationError, path: str) -> _Refused:
    faults = []
    for fault in error.errors(include_url=False):
        code = _CODES.get(fault["type"], "invalid")
        faults.append(FieldError(path + _suffix(fault["loc"]), fault_words(fault), code))
    return _Refused(*faults)


def _suffix(location: tuple[int | str, ...]) -> str:
    """`("value", 2)` → `.value[2]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
