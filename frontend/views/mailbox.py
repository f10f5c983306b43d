"""The local mailbox: what this installation sent to the workspace's contacts, as it arrived over SMTP.

The mailbox belongs to the machine; a workspace is shown the mails to addresses among its own contacts.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from frontend.access import workspace_page
from frontend.csp import HEADER, MAIL_FRAME
from frontend.pages import render_page
from frontend.paging import page_of
from messaging.mailbox.selectors import mail_get, mail_read
from messaging.mailbox.selectors import mail_list as mails_of
from workspaces.models import Membership


@require_safe
@workspace_page
def mail_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Mails to this workspace's contacts, newest first."""
    _require_mailbox()
    search = request.GET.get("search", "").strip()
    page = page_of(mails_of(workspace=membership.workspace, search=search), request.GET)
    context = {"page": page, "search": search}
    return render_page(request, membership, "frontend/mailbox/list.html", context, section="mailbox")


@require_safe
@workspace_page
def mail_page(request: HttpRequest, membership: Membership, mail_id: int) -> HttpResponse:
    """One mail: its HTML in a frame that runs nothing, its text, its headers, its unsubscribe link."""
    _require_mailbox()
    mail = mail_read(mail_get(workspace=membership.workspace, mail_id=mail_id))
    frame_url = reverse("frontend:mail_frame", args=[membership.workspace.slug, mail_id])
    context = {"mail": mail, "frame_url": frame_url}
    return render_page(request, membership, "frontend/mailbox/page.html", context, section="mailbox")


@require_safe
@xframe_options_sameorigin
@workspace_page
def mail_frame(request: HttpRequest, membership: Membership, mail_id: int) -> HttpResponse:
    """The HTML alone. Not `srcdoc`: that would inherit the page's policy and lose the mail's inline styles."""
    _require_mailbox()
    mail = mail_read(mail_get(workspace=membership.workspace, mail_id=mail_id))
    return HttpResponse(mail.html, headers={HEADER: MAIL_FRAME})


def _require_mailbox() -> None:
    if not settings.MAILBOX_ENABLED:
        raise Http404("This installation has no local mailbox")
