"""How a list of contacts stands in an address: its filter, columns and order, and the saved view that it began with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from contacts.finding import SORTS, ContactFilter, filter_of
from contacts.finding.columns import DEFAULT_COLUMNS, MAX_COLUMNS, Column, column_choices
from contacts.finding.sorts import DEFAULT_SORT
from contacts.models import Contact, SavedView
from contacts.selectors import saved_view_get
from frontend.access import may
from frontend.templatetags.pages import plain
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Membership, Role

# The parts of a filter that one field of the form says.
PARTS = ("search", "segment", "tag", "consent", "reachable", "created")
# Servers refuse addresses that are much longer.
_LONGEST_ADDRESS = 8_000


@dataclass(frozen=True, slots=True)
class ListState:
    """What the list shows; `chosen` is the filter as it can be kept, `problem` what is wrong with what was asked."""

    which: ContactFilter
    columns: tuple[str, ...]
    sort: str
    view: SavedView | None = None
    problem: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form or an address says to lead here."""
        pairs: list[tuple[str, str]] = [("set", "1")]
        if self.view is not None:
            pairs.append(("view", self.view.public_id))
        for name, value in self.which.chosen().items():
            pairs.append((name, json.dumps(value, separators=(",", ":")) if name == "rule" else str(value)))
        pairs += [("column", column) for column in self.columns]
        return [*pairs, ("sort", self.sort)]

    @property
    def query(self) -> str:
        """The address's query string that leads here."""
        return urlencode(self.fields)

    @property
    def too_long(self) -> bool:
        """Whether the rule is too large for an address; a saved view or a segment can hold it."""
        return len(self.query) > _LONGEST_ADDRESS

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the saved view that it began with."""
        if self.view is None:
            return False
        kept = (self.view.filter, tuple(self.view.columns), self.view.sort)
        return kept != (self.which.chosen(), self.columns, self.sort)


def state_of(membership: Membership, query: QueryDict) -> ListState:
    """The list that an address asks for. Whatever is no choice counts as not chosen; a wrong filter is told of."""
    view, view_id = None, query.get("view", "")
    if view_id:
        try:
            view = saved_view_get(workspace=membership.workspace, user=membership.user, view_id=view_id)
        except NotFound:
            return ListState(ContactFilter(), DEFAULT_COLUMNS, DEFAULT_SORT, problem="There is no such view any more.")
    known = {column.key for column in column_choices(membership.workspace)}
    if "set" not in query and view is not None:
        columns = tuple(column for column in view.columns if column in known)
        return _state(view.filter, columns, view.sort, view)
    columns = tuple(dict.fromkeys(column for column in query.getlist("column") if column in known))[:MAX_COLUMNS]
    asked = {name: value.strip() for name in PARTS if (value := query.get(name, "")).strip()}
    if "set" not in query and not columns:
        columns = DEFAULT_COLUMNS
    try:
        rule = _rule(query.get("rule", ""))
    except InvalidInput as error:
        return ListState(ContactFilter(), columns, DEFAULT_SORT, view, error.message)
    return _state(asked | ({"rule": rule} if rule else {}), columns, query.get("sort", ""), view)


def _state(data: Mapping[str, Any], columns: tuple[str, ...], sort: str, view: SavedView | None) -> ListState:
    order = sort if sort in SORTS else DEFAULT_SORT
    try:
        return ListState(filter_of(data), columns, order, view)
    except InvalidInput as error:
        return ListState(ContactFilter(), columns, order, view, error.message)


def _rule(text: str) -> dict[str, Any] | None:
    if not text or text == "null":
        return None
    try:
        rule = json.loads(text)
    except ValueError:
        rule = None
    if not isinstance(rule, dict):
        raise InvalidInput.of("rule", "must be a rule: an object with condition and rules")
    return rule


def may_change(membership: Membership, view: SavedView) -> bool:
    """Whether the member may change the view: one's own always, everybody's as an editor."""
    return view.owner_id is not None or may(membership, Role.EDITOR)


def cells_of(contact: Contact, columns: Sequence[Column]) -> list[tuple[Column, Any]]:
    """What each column shows of a contact."""
    return [(column, _cell(contact, column)) for column in columns]


def _cell(contact: Contact, column: Column) -> Any:
    if column.attribute:
        value = contact.attributes.get(column.attribute)
        return "" if value is None else plain(value)
    if column.key == "name":
        return f"{contact.first_name} {contact.last_name}".strip()
    value = getattr(contact, column.key)
    return "" if value is None else value
