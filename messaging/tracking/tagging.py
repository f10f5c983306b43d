"""Which tags the links of a message get: its step's, its campaign's, and its workspace's."""

from functools import lru_cache
from uuid import UUID

from messaging.delivery.batch import StreamInfo
from templates_app.models import TemplateVersion
from workspaces.link_tags import OFF, stored_tags, tags_of

Tags = tuple[tuple[str, str], ...]


def message_tags(stream: StreamInfo, node: str, version_id: UUID | None) -> Tags:
    """The tags of a message of this step and version; worked out once for all messages of a claim. What people
    write themselves, which is of no template, has none."""
    if version_id is None:
        return ()
    key = (node, version_id.int)
    made = stream.made_link_tags.get(key)
    if made is None:
        made = stream.made_link_tags[key] = _made(stream, node, version_id)
    return made


def _made(stream: StreamInfo, node: str, version_id: UUID) -> Tags:
    own, step = stream.link_tags.get("own"), stream.link_tags.get("steps", {}).get(node, {})
    wide = {} if own == OFF else stored_tags(stream.workspace_link_tags)
    levels = (wide, stored_tags(own), stored_tags(step.get("tags")))
    asked = "".join(value for level in levels for value in level.values())
    template = _template_name(version_id) if "{template}" in asked else ""
    words = {"campaign": stream.name, "template": template, "step": step.get("name") or node}
    return tags_of(*levels, words=words)


@lru_cache(maxsize=512)
def _template_name(version_id: UUID) -> str:
    """As it was called when this process first asked."""
    names = TemplateVersion.objects.across_workspaces().filter(pk=version_id)
    return names.values_list("template__name", flat=True).first() or ""
