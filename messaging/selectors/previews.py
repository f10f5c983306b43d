"""A template as one contact of the workspace would get it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from contacts.models import Contact
from contacts.selectors import contact_by_email, contact_get
from messaging.tracking.preview import with_link_tags
from templates_app.models import Template, TemplateVersion
from templates_app.selectors import template_version
from templates_app.services import SAMPLE_CONTACT, TemplatePreview, template_preview
from workspaces.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class ShownTemplate:
    """A preview, and for whom; no contact is the sample one."""

    preview: TemplatePreview
    contact: Contact | None

    @property
    def rendered(self) -> dict[str, Any]:
        """The rendered message in plain words; what it has depends on the channel."""
        return asdict(self.preview.rendered)


def template_shown(
    *,
    template: Template,
    contact: str = "",
    content: Mapping[str, Any] | None = None,
    version: int | None = None,
    trigger: Mapping[str, Any] | None = None,
    locale: str = "",
    stand_ins: bool = False,
) -> ShownTemplate:
    """The draft, a version, or content not saved yet, for a contact by id or e-mail address, in the contact's language
    or that of `locale`; its links carry the workspace's tags. `stand_ins`: see `template_preview`.

    Raises InvalidInput where there is no such contact, or it does not compile or render; NotFound for the version.
    """
    reader = contact_of(template, contact)
    chosen: TemplateVersion | None = template_version(template=template, number=version) if version else None
    preview = template_preview(
        template=template,
        contact=reader or SAMPLE_CONTACT,
        version=chosen,
        content=content,
        trigger=trigger,
        locale=locale,
        stand_ins=stand_ins,
    )
    return ShownTemplate(replace(preview, rendered=with_link_tags(template, preview.rendered)), reader)


def contact_of(template: Template, reference: str) -> Contact | None:
    """The contact of that id or e-mail address; None for an empty one. Raises InvalidInput where there is none."""
    if not reference:
        return None
    workspace = template.workspace_id
    if "@" in reference:
        found = contact_by_email(workspace=workspace, email=reference)
    else:
        try:
            found = contact_get(workspace=workspace, contact_id=reference)
        except NotFound:
            found = None
    if found is None:
        raise InvalidInput.of("contact", "there is no such contact")
    return found
