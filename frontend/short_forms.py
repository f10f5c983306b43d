"""The form of a template that is a few fields: what it shows of what is stored or was filled in, and what it yields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from frontend.schema_forms import FormField, faults_of, schema_fields, schema_values, stored_values, with_faults
from messaging.models import ProviderTemplate
from messaging.selectors.provider_templates import templates_to_choose
from templates_app.content.channels import CONTENT_TYPES
from templates_app.models import Template
from workspaces.channels import MessageType
from workspaces.errors import DomainError

CONTENT = "content"
TAKE = "take"
_NOTED = frozenset({"pending", "approved", "rejected", "paused"})


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form: the template's own fields and its content, checked by nobody yet."""

    name: str
    message_type: str
    content: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet; switches are no writing."""
        return not any(value for value in self.content.values() if not isinstance(value, bool))

    @property
    def values(self) -> dict[str, Any]:
        """As the services take them."""
        return {"name": self.name, "message_type": self.message_type, "content": self.content}


def written_of(data: QueryDict, template: Template) -> Written:
    """What was filled in; with the act `take`, what the chosen template of the provider says instead."""
    content = schema_values(data, CONTENT, CONTENT_TYPES[template.channel].model)
    if data.get("action") == TAKE:
        content |= _taken(template, data.get("kept", ""))
    return Written(data.get("name", ""), data.get("message_type", MessageType.MARKETING), content)


def stored_of(template: Template) -> Written:
    """What is stored."""
    return Written(template.name, template.message_type, dict(template.content or {}))


def fields_of(
    template: Template, written: Written, error: DomainError | None, raw: Mapping[str, str] | None = None
) -> list[FormField]:
    """The fields of the content; `raw` is shown as it was typed, as what is wrong can't be read from the content."""
    model = CONTENT_TYPES[template.channel].model
    # A switch that an older draft says nothing of stands as it does by default.
    switches = {name: each.default for name, each in model.model_fields.items() if isinstance(each.default, bool)}
    stored = stored_values(model, CONTENT, switches | written.content)
    fresh = raw is None and not written.content
    typed = raw or {}
    fields = schema_fields(model, CONTENT, lambda name: stored.get(name, typed.get(name, "")), fresh=fresh)
    return with_faults(fields, faults_of(error))


def kept_choices(template: Template) -> list[ProviderTemplate]:
    """The templates that the channel's providers keep, to choose from; none where they keep none."""
    if not CONTENT_TYPES[template.channel].keeps:
        return []
    return templates_to_choose(template.workspace_id, template.channel)


def _taken(template: Template, key: str) -> dict[str, str]:
    """What a content says of the chosen one; nothing where there is no such one."""
    chosen = next((each for each in kept_choices(template) if str(each.pk) == key), None)
    if chosen is None:
        return {}
    return {
        "template": chosen.name,
        "language": chosen.language,
        "body": chosen.body,
        "approval": chosen.state if chosen.state in _NOTED else "rejected",
    }
