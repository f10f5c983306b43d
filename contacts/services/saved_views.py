"""Keeping lists of contacts under names: a member's own, or everybody's."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from contacts.finding import filter_checked
from contacts.finding.columns import columns_checked
from contacts.finding.sorts import SORTS
from contacts.models import SavedView
from contacts.models.saved_view import NAME_LENGTH
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import User, Workspace

MAX_VIEWS = 100


@transaction.atomic
def saved_view_create(
    *,
    workspace: Workspace,
    name: str,
    owner: User | None,
    filter: Mapping[str, Any],
    columns: Sequence[str],
    sort: str,
) -> SavedView:
    """A new view, `owner`'s own or, without one, everybody's.

    Raises InvalidInput naming what is wrong (`name`, `columns`, `sort`, a part of the filter), Conflict for a name that
    is taken, or where the workspace has 100 views.
    """
    if SavedView.objects.in_workspace(workspace).count() >= MAX_VIEWS:
        raise Conflict(f"There are {MAX_VIEWS} saved views already: delete one first.", current_status="full")
    view = SavedView(workspace=workspace, owner=owner)
    return _write(view, {"name": name, "filter": filter, "columns": columns, "sort": sort})


@transaction.atomic
def saved_view_update(*, view: SavedView, fields: Mapping[str, Any]) -> SavedView:
    """Changes what `fields` name of name, filter, columns and sort. Raises as `saved_view_create`."""
    return _write(view, fields)


@transaction.atomic
def saved_view_delete(*, view: SavedView) -> None:
    """Takes the view away; nobody who was in it is touched."""
    view.delete()


def _write(view: SavedView, fields: Mapping[str, Any]) -> SavedView:
    if "name" in fields:
        view.name = _name(fields["name"])
    if "filter" in fields:
        which, _ = filter_checked(view.workspace_id, fields["filter"], database_now())
        view.filter = which.chosen()
    if "columns" in fields:
        view.columns = columns_checked(view.workspace, fields["columns"])
    if "sort" in fields:
        if fields["sort"] not in SORTS:
            raise InvalidInput.of("sort", f"must be one of {', '.join(SORTS)}")
        view.sort = fields["sort"]
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        taken = FieldError("name", "is the name of another view", "taken")
        raise Conflict(f"There is a view “{view.name}” already.", details=[taken]) from None
    return view


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or "\x00" in name:
        raise InvalidInput.of("name", f"must be 1 to {NAME_LENGTH} characters")
    return name
