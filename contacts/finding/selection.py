"""From a filter to one predicate over contacts (alias `c`): the compiled rule, and what was searched for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contacts.cleaning import Unfit, clean_phone
from contacts.finding.filters import ContactFilter, filter_of, filter_rule, rule_parts
from contacts.models import Contact
from contacts.rules import Predicate, RuleContext, compile, parse, validate
from contacts.selectors.lookups import like_prefix
from contacts.selectors.merging import contacts_heirs
from workspaces.errors import FieldError, InvalidInput, respelled
from workspaces.ids import InvalidId, decode
from workspaces.sql import load

_EVERYBODY = "c.workspace_id = %(workspace)s"


@dataclass(frozen=True, slots=True)
class Selection(Predicate):
    """Who a filter means. `has_index` says that few are found quickly, by an index of what was asked for."""

    has_index: bool = False

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.sql == _EVERYBODY

    def also(self, more: Predicate) -> "Selection":
        """Those of them whom the other predicate means as well."""
        return Selection(f"({self.sql} AND {more.sql})", self.params | more.params, self.has_index)


def selection_of(workspace_id: UUID, which: ContactFilter, now: datetime) -> Selection:
    """Who the filter means in the workspace, as of `now`. Raises InvalidInput for a wrong rule, by its place."""
    rule = _by_rule(workspace_id, which, now)
    found = Selection(rule.sql, rule.params, has_index=bool(which.tag or which.segment))
    text = " ".join(which.search.replace("\x00", "").split())
    if not text:
        return found
    params = {
        "search_prefix": like_prefix(text.lower()),
        "search_text": text,
        "search_phone": _phone(text),
        "search_id": _id(workspace_id, text),
    }
    called = Predicate(f"({load('contacts.finding', 'search')})", params)
    return replace(found.also(called), has_index=True)


def filter_checked(workspace_id: UUID, data: Mapping[str, Any], now: datetime) -> tuple[ContactFilter, Selection]:
    """A filter that was sent as `filter`, and who it means. Raises InvalidInput naming its parts: `filter.segment`."""
    which = None
    try:
        which = filter_of(data)
        return which, selection_of(workspace_id, which, now)
    except InvalidInput as error:
        parts = rule_parts(which) if which else {}
        message, details = respelled(error.message, error.details, lambda field: _spelled(field, parts))
        raise InvalidInput(message, details) from None


def _spelled(field: str, parts: Mapping[str, str]) -> str:
    """`rule.rules[0].value` as `filter.segment` where the first leaf of the rule stands for the segment."""
    place = next((place for place in parts if field.startswith(place)), "")
    if not place:
        return f"filter.{field}"
    return f"filter.{parts[place]}{field.removeprefix(place) if parts[place] == 'rule' else ''}"


def _by_rule(workspace_id: UUID, which: ContactFilter, now: datetime) -> Predicate:
    rule = filter_rule(which)
    if rule is None:
        return Predicate(_EVERYBODY, {"workspace": workspace_id})
    parsed = parse(rule)
    problems = validate(parsed, workspace_id)
    if problems:
        details = [FieldError(problem.path, problem.message, problem.code) for problem in problems]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)
    return compile(parsed, workspace_id, now, context=RuleContext(), prefix="which")


def _phone(text: str) -> str:
    """The number as it is stored, or the text itself, which no number equals."""
    try:
        return clean_phone(f"+{text[2:]}" if text.startswith("00") else text)
    except Unfit:
        return text[:16]


def _id(workspace_id: UUID, text: str) -> UUID | None:
    """Whom the id means, also after a merge; None for what is none."""
    try:
        key = decode(Contact.ID_PREFIX, text)
    except InvalidId:
        return None
    return contacts_heirs(workspace_id=workspace_id, contact_ids=[key]).get(key, key)
