"""The values that templates see: about the contact, the campaign, the workspace, and the links of this one message.

Plain dicts only, so that a template can reach nothing but data. `docs/templates.md` lists the names.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from workspaces.contexts import trigger_part, webhook_part

# What every contact has, besides `tags`.
FIELDS = ("first_name", "last_name", "email", "phone", "timezone", "score")


class ContactRow(Protocol):
    """What is needed of a contact: a model instance, or a row of a query with these names."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def timezone(self) -> str: ...
    @property
    def score(self) -> int: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def attributes(self) -> Mapping[str, Any]: ...


def contact_context(contact: ContactRow) -> dict[str, object]:
    """The value of `contact`: its fields, and its attributes both by name and under `attributes`.

    A field wins over an attribute of the same name; that one is still at `contact.attributes.<name>`.
    """
    attributes = dict(contact.attributes)
    return {
        **attributes,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email or "",
        "phone": contact.phone or "",
        "timezone": contact.timezone,
        "score": contact.score,
        "tags": list(contact.tags),
        "attributes": attributes,
    }


def message_context(
    contact: ContactRow,
    *,
    workspace_name: str = "",
    campaign_name: str = "",
    trigger: Mapping[str, object] | None = None,
    unsubscribe_url: str = "",
    preferences_url: str = "",
) -> dict[str, object]:
    """Everything that a template sees for one message, `{{firstName}}` and its like included.

    `trigger` is the execution's whole context: what webhooks have answered is in it, and seen as `webhook`.
    """
    first, last = contact.first_name, contact.last_name
    return {
        "contact": contact_context(contact),
        "firstName": first,
        "lastName": last,
        "fullName": f"{first} {last}".strip(),
        "email": contact.email or "",
        "phone": contact.phone or "",
        "campaign": {"name": campaign_name},
        "workspace": {"name": workspace_name},
        "trigger": trigger_part(trigger),
        "webhook": webhook_part(trigger),
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": preferences_url,
    }
