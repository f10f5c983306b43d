"""The columns that a list of contacts may show: the contact's own, and the workspace's attributes."""

from collections.abc import Sequence
from dataclasses import dataclass

from contacts.selectors.lookups import field_choices, field_label
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

MAX_COLUMNS = 12
DEFAULT_COLUMNS = ("name", "tags", "score", "created_at")
_OWN = {
    "name": "Name",
    "email": field_label("email"),
    "phone": field_label("phone"),
    "external_id": field_label("external_id"),
    "timezone": field_label("timezone"),
    "tags": "Tags",
    "score": "Score",
    "created_at": "Created",
    "changed_at": "Changed",
}
_ATTRIBUTE = "attributes."


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` names it in addresses and saved views, `attribute` is the attribute that it shows, or ""."""

    key: str
    label: str
    attribute: str = ""


def column_choices(workspace: Workspace) -> list[Column]:
    """Every column there is. One query."""
    attributes = [each for each in field_choices(workspace=workspace) if not each.own]
    return [
        *(Column(key, label) for key, label in _OWN.items()),
        *(Column(f"{_ATTRIBUTE}{each.key}", each.label, each.key) for each in attributes),
    ]


def columns_checked(workspace: Workspace, keys: Sequence[str]) -> list[str]:
    """The keys without repetitions. Raises InvalidInput for too many and for columns that there are not."""
    known = {column.key for column in column_choices(workspace)}
    wanted = list(dict.fromkeys(keys))
    strange = [key for key in wanted if key not in known]
    if strange:
        raise InvalidInput.of("columns", f"there is no column {strange[0][:80]}")
    if len(wanted) > MAX_COLUMNS:
        raise InvalidInput.of("columns", f"choose at most {MAX_COLUMNS}")
    return wanted
