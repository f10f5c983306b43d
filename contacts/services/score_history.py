"""Lines of score history for scores that somebody set: on a page, over the API, by a merge."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from contacts.models import ScoreChange


def score_changes_note(
    *, workspace_id: UUID, changes: Iterable[tuple[UUID, int, int]], source: str, now: datetime
) -> None:
    """A line for each (contact, before, after) that differs, in the caller's transaction; one statement, or none."""
    lines = [
        ScoreChange(workspace_id=workspace_id, contact_id=contact, at=now, before=before, after=after, source=source)
        for contact, before, after in changes
        if before != after
    ]
    if lines:
        ScoreChange.objects.bulk_create(lines)
