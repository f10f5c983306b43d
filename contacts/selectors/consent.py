"""The consent log: of one contact, page by page, and of a whole workspace as CSV, in bounded memory."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from contacts.imports.report import neutralised
from contacts.models import ConsentRecord, Contact
from workspaces.errors import InvalidInput
from workspaces.ids import encode
from workspaces.models import Workspace

MAX_LINES = 100
_COLUMNS = ("recorded_at", "contact", "channel", "message_type", "topic", "state", "source", "basis", "text")
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class ConsentLog:
    """A part of a contact's log, newest first; `next_cursor` is "" at its end."""

    lines: tuple[ConsentRecord, ...]
    next_cursor: str


def consent_log(*, contact: Contact, limit: int = 20, cursor: str = "") -> ConsentLog:
    """The contact's log, newest first, by the index on both. Raises InvalidInput for a bad limit or cursor."""
    if not 1 <= limit <= MAX_LINES:
        raise InvalidInput.of("limit", f"must be 1 to {MAX_LINES}")
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise InvalidInput.of("cursor", "is not one that a page has given")
    rows = ConsentRecord.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    if cursor:
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows.select_related("topic").order_by("-recorded_at", "-pk")[: limit + 1])
    return ConsentLog(tuple(found[:limit]), str(found[limit - 1].pk) if len(found) > limit else "")


def consent_log_csv(*, workspace: Workspace | UUID, contact: Contact | None = None) -> Iterator[str]:
    """The log line by line, oldest first, header first; no spreadsheet runs a cell of it as a formula."""
    rows: QuerySet[ConsentRecord] = ConsentRecord.objects.in_workspace(workspace)
    if contact is not None:
        rows = rows.filter(contact=contact)
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(_COLUMNS)
    yield line.text
    wanted = ("pk", "recorded_at", "contact_id", "channel", "message_type", "topic__key", "state", "source", "basis")
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk").values_list(*wanted, "text")[:_CHUNK]):
        for _, recorded_at, contact_id, *cells in page:
            texts = (neutralised(str(cell or "")) for cell in cells)
            writer.writerow((recorded_at.isoformat(), encode(Contact.ID_PREFIX, contact_id), *texts))
            yield line.text
        last = page[-1][0]


class _Line:
    """A file of one line, for csv.writer."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text = text
