"""How many contacts an audience holds."""

from uuid import UUID

from contacts.models import Contact, Segment


def audience_size(workspace_id: UUID, segment: Segment | None) -> int:
    """The contacts of the segment as of its last refresh; the whole workspace's where it is None."""
    if segment is not None:
        return segment.member_count
    return Contact.objects.in_workspace(workspace_id).count()
