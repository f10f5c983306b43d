"""The variables that a short text may hold (docs/templates.md), for the menu beside it."""

from contacts.selectors import field_choices
from templates_app.context import FIELDS
from workspaces.models import Workspace

_COMMON = (("{{ campaign.name }}", "Name of the campaign"), ("{{ workspace.name }}", "Name of the workspace"))


def merge_tags(workspace: Workspace) -> list[tuple[str, str]]:
    """(what is inserted, what people call it): the contact's fields, the workspace's attributes, and the campaign's."""
    choices = [each for each in field_choices(workspace=workspace) if not each.own or each.key in FIELDS]
    return [*((f"{{{{ contact.{each.key} }}}}", each.label) for each in choices), *_COMMON]
