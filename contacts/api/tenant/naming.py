"""Which contact an address of the tenant API means: the one with the id, or the one that it was merged into."""

from contacts.models import Contact, ContactAlias
from workspaces.api.tenant.views import TenantView
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode


def contact_named(view: TenantView, contact_id: str) -> Contact:
    """The contact, in a workspace where the caller may do this. Raises NotFound, PermissionRefused."""
    try:
        return view.find(Contact, contact_id, "workspace")
    except NotFound:
        try:
            key = decode(Contact.ID_PREFIX, contact_id)
        except InvalidId:
            raise NotFound("There is no such contact.") from None
        aliases = ContactAlias.objects.in_workspaces(view.access.workspace_ids).select_related("contact__workspace")
        alias = aliases.filter(pk=key).first()
        if alias is None:
            raise
        view.access.enter_owner_of(alias.workspace_id, view.need)
        return alias.contact
