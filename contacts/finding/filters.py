"""What a list of contacts can be narrowed by. Everything but the searched text is said as a rule. No database."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from contacts.rules import Window
from workspaces.errors import FieldError, InvalidInput
from workspaces.pydantic_words import fault_words

_Short = Annotated[str, StringConstraints(max_length=120)]
_Blank = Literal[""]


class ContactFilter(BaseModel):
    """Who is meant; every part that is set must hold, none means everybody.

    `search` is the beginning of a name or an address, or a whole number, id, external id or tag. `consent` reads
    `email.marketing.granted`, `created` is how long ago at most, such as `7d`, `rule` any tree of the rule language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    search: Annotated[str, StringConstraints(max_length=200)] = ""
    segment: _Short = ""
    tag: _Short = ""
    consent: _Short = ""
    reachable: Literal["email", "sms", "whatsapp"] | _Blank = ""
    created: Window | _Blank = ""
    rule: dict[str, Any] | None = None

    def chosen(self) -> dict[str, Any]:
        """What is set, for keeping it and for addresses."""
        return self.model_dump(exclude_defaults=True)


def filter_of(data: Mapping[str, Any]) -> ContactFilter:
    """The filter that these values say. Raises InvalidInput naming each one that is none; rules are judged later."""
    try:
        return ContactFilter.model_validate(dict(data))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # Of a part that may be several things, one fault is enough.
        named = {str(fault["loc"][0]): fault_words(fault) for fault in faults}
        details = [FieldError(field, message) for field, message in named.items()]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details) from None


def filter_rule(which: ContactFilter) -> dict[str, Any] | None:
    """The filter as a rule, None where it says nothing; the searched text is no part of it."""
    leaves = _leaves(which)
    if list(leaves) == ["rule"]:
        return which.rule
    return {"condition": "AND", "rules": list(leaves.values())} if leaves else None


def rule_parts(which: ContactFilter) -> dict[str, str]:
    """Which part of the filter stands at each place of its rule: `{"rule.rules[0]": "segment"}`."""
    leaves = _leaves(which)
    if list(leaves) == ["rule"]:
        return {"rule": "rule"}
    return {f"rule.rules[{place}]": name for place, name in enumerate(leaves)}


def _leaves(which: ContactFilter) -> dict[str, Any]:
    """What the rule is made of, by the part of the filter."""
    leaves: dict[str, Any] = {}
    if which.segment:
        leaves["segment"] = {"type": "segment", "operator": "in", "value": which.segment}
    if which.tag:
        leaves["tag"] = {"type": "tag", "operator": "has", "value": which.tag}
    if which.consent:
        field, _, state = which.consent.rpartition(".")
        leaves["consent"] = {"type": "consent", "field": field, "operator": "is", "value": state}
    if which.reachable:
        leaves["reachable"] = {"type": "channel", "field": which.reachable, "operator": "is", "value": "reachable"}
    if which.created:
        within = {"operator": "within_last", "value": which.created}
        leaves["created"] = {"type": "attribute", "field": "created_at", **within}
    if which.rule:
        leaves["rule"] = which.rule
    return leaves
