"""Link tags in previews: what links will look like, as far as that is known before there is a campaign."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import Any

from messaging.tracking.links import with_tracking
from templates_app.models import Template
from templates_app.rendering import RenderedEmail
from workspaces.link_tags import stored_tags, tagged, tags_of
from workspaces.short_links import is_own, with_short_links

# Names that only a campaign has; they stand in a preview as they are called.
_UNKNOWN = {"campaign": "campaign", "step": "step"}


def with_link_tags(template: Template, rendered: Any) -> Any:
    """The rendered message with the workspace's tags on its links, as delivery puts them on.

    Text messages stay as they are: their tags are behind the short links.
    """
    levels = stored_tags(template.workspace.settings.get("link_tags"))
    tags = tags_of(levels, words={**_UNKNOWN, "template": template.name})
    if not tags:
        return rendered
    tag = partial(_tagged, tags)
    names = {each.name for each in fields(rendered)}
    changes: dict[str, Any] = {}
    for name in names & {"html", "markup"}:
        changes[name] = with_tracking(getattr(rendered, name), 0, opens=False, link=tag)
    if isinstance(rendered, RenderedEmail):
        changes["text"] = with_short_links(rendered.text, tag)
    if "url" in names and rendered.url:
        changes["url"] = _outside(rendered.url, tag)
    if "buttons" in names:
        changes["buttons"] = tuple(replace(each, url=_outside(each.url, tag)) for each in rendered.buttons)
    return replace(rendered, **changes)


def _tagged(tags: tuple[tuple[str, str], ...], url: str) -> str:
    return tagged(url, tags)


def _outside(url: str, tag: Callable[[str], str]) -> str:
    return url if is_own(url) else tag(url)
