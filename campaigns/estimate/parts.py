"""Of how many parts the messages of a flow are that are paid part by part, such as text messages of segments."""

from collections.abc import Collection, Mapping
from uuid import UUID

from campaigns.estimate.spread import Kind
from messaging.channels.registry import CHANNELS
from templates_app.models import Template
from templates_app.services import template_preview
from workspaces.errors import InvalidInput


def parts_of(workspace_id: UUID, templates: Collection[UUID], kinds: Collection[Kind]) -> Mapping[Kind, int]:
    """The most that one of these templates has for a sample contact, by kind; one query, where there is such a kind.

    Contacts with long names may need more; what can't be rendered counts as one.
    """
    channels = {channel for channel, _ in kinds if CHANNELS[channel].paid_in_parts}
    if not channels:
        return {}
    rows = Template.objects.in_workspace(workspace_id).filter(pk__in=templates, channel__in=channels)
    most: dict[Kind, int] = {}
    for template in rows.select_related("workspace", "published_version"):
        kind = (template.channel, template.message_type)
        most[kind] = max(most.get(kind, 1), _segments(template))
    return most


def _segments(template: Template) -> int:
    try:
        rendered = template_preview(template=template, version=template.published_version).rendered
    except InvalidInput:
        return 1
    count = getattr(rendered, "count", None)
    return max(1, count.segments) if count is not None else 1
