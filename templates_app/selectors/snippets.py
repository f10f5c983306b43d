"""Finding snippets, and which templates name them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from templates_app.content.snippets import snippet_keys, with_snippets
from templates_app.models import Snippet, Template, TemplateState
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace


def snippet_list(*, workspace: Workspace | UUID) -> QuerySet[Snippet]:
    """The workspace's snippets by key."""
    rows: QuerySet[Snippet] = Snippet.objects.in_workspace(workspace)
    return rows.order_by("key")


def snippet_get(*, workspace: Workspace | UUID, snippet_id: str) -> Snippet:
    """The snippet of a TypeID or UUID. Raises NotFound, also for another workspace's."""
    try:
        key = decode(Snippet.ID_PREFIX, snippet_id)
    except InvalidId:
        raise NotFound("There is no such snippet.") from None
    found = Snippet.objects.in_workspace(workspace).select_related("workspace").filter(pk=key).first()
    if found is None:
        raise NotFound("There is no such snippet.")
    return found


def snippet_users(*, workspace: Workspace | UUID) -> dict[str, list[Template]]:
    """{key: templates whose draft names it, by name}, archived ones left out; one query."""
    rows = Template.objects.in_workspace(workspace).exclude(state=TemplateState.ARCHIVED)
    rows = rows.alias(written=Cast("content", TextField())).filter(written__contains="snippet")
    users: dict[str, list[Template]] = {}
    for template in rows.select_related("workspace", "published_version").order_by("name", "pk"):
        for key in snippet_keys(template.content):
            users.setdefault(key, []).append(template)
    return users


def content_with_snippets(*, workspace: Workspace | UUID, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """A content with its snippets in place; no query where it names none. Raises InvalidInput for unknown ones."""
    keys = snippet_keys(content)
    known: dict[str, str] = {}
    if keys:
        known = dict(Snippet.objects.in_workspace(workspace).filter(key__in=keys).values_list("key", "html"))
    return with_snippets(content, known)
