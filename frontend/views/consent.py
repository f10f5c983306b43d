"""The consent log to download: one contact's, and the whole workspace's."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from contacts.selectors import consent_log_csv, contact_get
from frontend.access import require_role, workspace_page
from workspaces.models import Membership, Role


@require_safe
@workspace_page
def contact_consent_log(request: HttpRequest, membership: Membership, contact_id: str) -> HttpResponse:
    """How one contact's consent came about."""
    contact = contact_get(workspace=membership.workspace, contact_id=contact_id)
    lines = consent_log_csv(workspace=membership.workspace, contact=contact)
    return _csv(lines, f"consent-{contact.public_id}.csv")


@require_safe
@workspace_page
def consent_log_download(request: HttpRequest, membership: Membership) -> HttpResponse:
    """How everybody's consent came about."""
    require_role(membership, Role.EDITOR)
    return _csv(consent_log_csv(workspace=membership.workspace), f"consent-{membership.workspace.slug}.csv")


def _csv(lines: Iterator[str], filename: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    # A streamed answer has all that views are asked for of an answer.
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]
