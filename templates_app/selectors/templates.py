"""Finding templates and their versions inside one workspace."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from templates_app.content.channels import content_type
from templates_app.models import Template, TemplateState, TemplateVersion
from templates_app.selectors.snippets import content_with_snippets
from workspaces.errors import InvalidInput, NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a flow needs to know of a template that it refers to."""

    id: UUID
    name: str
    channel: str
    message_type: str
    state: str
    version_id: UUID | None


def template_get(*, workspace: Workspace | UUID, template_id: str | UUID) -> Template:
    """The template of a TypeID or UUID. Raises NotFound for a malformed id and for another workspace's."""
    try:
        key = template_id if isinstance(template_id, UUID) else decode(Template.ID_PREFIX, template_id)
    except InvalidId:
        raise NotFound("There is no such template.") from None
    found = (
        Template.objects.in_workspace(workspace).select_related("workspace", "published_version").filter(pk=key).first()
    )
    if found is None:
        raise NotFound("There is no such template.")
    return found


def template_list(
    *,
    workspace: Workspace | UUID,
    state: str | None = None,
    channel: str | None = None,
    message_type: str | None = None,
    search: str = "",
    ids: Iterable[UUID] | None = None,
) -> QuerySet[Template]:
    """Templates, newest first; archived ones only by state or id. Raises InvalidInput for an unknown state."""
    rows: QuerySet[Template] = Template.objects.in_workspace(workspace).select_related("published_version")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if state is None:
        rows = rows if ids is not None else rows.exclude(state=TemplateState.ARCHIVED)
    elif state in TemplateState.values:
        rows = rows.filter(state=state)
    else:
        raise InvalidInput.of("state", f"must be one of {', '.join(TemplateState.values)}")
    if channel:
        rows = rows.filter(channel=channel)
    if message_type:
        rows = rows.filter(message_type=message_type)
    if search:
        rows = rows.filter(name__icontains=search)
    return rows.order_by("-created_at", "-id")


def template_briefs(templates: QuerySet[Template]) -> QuerySet[Template]:
    """The same without their content, but with its subject as `subject_line`; None where there is none."""
    return templates.select_related(None).defer("content").annotate(subject_line=KT("content__subject"))


def template_facts(*, workspace: Workspace | UUID, template_ids: Iterable[UUID]) -> dict[UUID, TemplateFacts]:
    """Facts by id, in one query; ids of other workspaces are simply not there."""
    rows = Template.objects.in_workspace(workspace).filter(pk__in=list(template_ids))
    fields = rows.values_list("pk", "name", "channel", "message_type", "state", "published_version_id")
    return {row[0]: TemplateFacts(*row) for row in fields}


def template_names(*, workspace: Workspace | UUID, ids: Iterable[UUID]) -> dict[str, str]:
    """{public id: name} of those of the ids that are templates of the workspace; no query for none."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Template.objects.in_workspace(workspace).filter(pk__in=wanted).only("name")
    return {row.public_id: row.name for row in rows}


def template_versions(*, template: Template) -> QuerySet[TemplateVersion]:
    """What was published, newest first."""
    rows: QuerySet[TemplateVersion] = TemplateVersion.objects.in_workspace(template.workspace_id)
    return rows.filter(template=template).select_related("published_by").order_by("-number")


def template_version(*, template: Template, number: int | str) -> TemplateVersion:
    """The version of that number. Raises NotFound."""
    known = _NUMBER.fullmatch(str(number)) is not None
    found = template_versions(template=template).filter(number=number).first() if known else None
    if found is None:
        raise NotFound("There is no such version.")
    return found


def template_variables(*, template: Template) -> tuple[str, ...]:
    """The variables of the draft, as paths. Raises InvalidInput when the draft does not compile."""
    kind = content_type(template.channel)
    content = content_with_snippets(workspace=template.workspace_id, content=template.content)
    return kind.compile(kind.parse(content), message_type=template.message_type).variables
