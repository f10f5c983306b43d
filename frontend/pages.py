"""What every page of a workspace shares: the menu, and who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from frontend.access import may
from messaging.selectors.inbox import MOST_UNREAD, unread_count
from workspaces.models import Membership, Role, Workspace
from workspaces.selectors import workspaces_of


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu; `key` is also the name of its first page's address."""

    key: str
    label: str
    icon: str


SECTIONS = (
    Section("workspace", "Home", "home"),
    Section("inbox", "Inbox", "chat"),
    Section("campaigns", "Campaigns", "megaphone"),
    Section("contacts", "Contacts", "people"),
    Section("events", "Events", "bolt"),
    Section("segments", "Segments", "segment"),
    Section("templates", "Templates", "template"),
    Section("senders", "Senders", "mail"),
    Section("topics", "Topics", "tag"),
)
MAILBOX = Section("mailbox", "Mailbox", "inbox")


def render_page(
    request: HttpRequest,
    membership: Membership,
    template: str,
    context: Mapping[str, Any],
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """A page inside the workspace's shell; `section` is the menu entry that it belongs to."""
    workspace = membership.workspace
    shell = {
        "workspace": workspace,
        "navigation": _navigation(workspace),
        "other_workspaces": [each for each in workspaces_of(membership.user) if each != workspace],
        "role_label": Role(membership.role).label,
        "may_edit": may(membership, Role.EDITOR),
        "section": section,
    }
    return render(request, template, shell | dict(context), status=status)


def render_part(
    request: HttpRequest, membership: Membership, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """A fragment that htmx puts into a page."""
    part = {"workspace": membership.workspace, "may_edit": may(membership, Role.EDITOR)}
    return render(request, template, part | dict(context))


def _navigation(workspace: Workspace) -> list[dict[str, str]]:
    """The menu; `mark` is how many threads are unread, where there are any."""
    sections = (*SECTIONS, MAILBOX) if settings.MAILBOX_ENABLED else SECTIONS
    unread = unread_count(workspace)
    marks = {"inbox": f"{unread}+" if unread == MOST_UNREAD else str(unread)} if unread else {}
    return [
        {
            "key": item.key,
            "label": item.label,
            "icon": item.icon,
            "url": reverse(f"frontend:{item.key}", args=[workspace.slug]),
            "mark": marks.get(item.key, ""),
        }
        for item in sections
    ]
