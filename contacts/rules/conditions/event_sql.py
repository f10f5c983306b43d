"""How conditions on events become SQL over contacts_event. Not a condition type."""

from collections.abc import Sequence
from datetime import datetime

from contacts.models.event import AHEAD
from contacts.rules.builder import CONTACT, Builder
from contacts.rules.conditions.properties import PropertyTest, property_sql
from contacts.rules.values import window_delta


def events_sql(
    name: str,
    tests: Sequence[PropertyTest],
    window: str | None,
    builder: Builder,
    selected: str = "1",
    *,
    of_contact: bool = True,
) -> str:
    """The contact's events that count, or everybody's, as a SELECT of `selected`. A window passes over older months."""
    conditions = [f"ev.contact_id = {CONTACT}.id"] if of_contact else []
    conditions += [f"ev.workspace_id = {builder.workspace()}", f"ev.name = {builder.param(name)}"]
    if window is not None:
        conditions.append(_since(builder.now - window_delta(window), builder))
    conditions += [
        f"({property_sql('ev.properties', test.field, test.operator, test.value, builder)})" for test in tests
    ]
    # Only placeholders and names from this module are put in.
    return f"SELECT {selected} FROM contacts_event ev WHERE {' AND '.join(conditions)}"  # noqa: S608  # nosec B608


def _since(moment: datetime, builder: Builder) -> str:
    """Events after the moment. Nothing occurs long after it came to be known, so that months over by then stay shut."""
    return f"ev.occurred_at > {builder.moment(moment)} AND ev.created_at > {builder.moment(moment - AHEAD)}"


def moment_sql(name: str, tests: Sequence[PropertyTest], operator: str, window: str, builder: Builder) -> str:
    """Whether the first or the last such event was within the window, or before it; NULL where there is none.

    Three of the four need no more than one event on one side of the edge, which the index finds.
    """
    edge = builder.moment(builder.now - window_delta(window))
    older = f"EXISTS ({events_sql(name, tests, None, builder)} AND ev.occurred_at <= {edge})"
    newer = f"EXISTS ({events_sql(name, tests, window, builder)})"
    if operator == "first_before":
        return older
    if operator == "last_within":
        return newer
    if operator == "first_within":
        return f"{newer} AND NOT {older}"
    return f"{older} AND NOT {newer}"


def crossing_sql(name: str, window: str, builder: Builder, since: datetime) -> str:
    """A statement that selects those with an event that has met the window's end between `since` and now.

    Whoever does it anew is marked as changed. Answered by the index on (workspace, time).
    """
    delta = window_delta(window)
    conditions = [
        f"ev.workspace_id = {builder.workspace()}",
        _since(since - delta, builder),
        f"ev.occurred_at <= {builder.moment(builder.now - delta)}",
        f"ev.name = {builder.param(name)}",
    ]
    # Only placeholders and names from this module are put in.
    return f"SELECT ev.contact_id FROM contacts_event ev WHERE {' AND '.join(conditions)}"  # noqa: S608  # nosec B608
