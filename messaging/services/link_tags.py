"""The workspace's tags of links, which hold where campaigns and steps say nothing else."""

from collections.abc import Mapping

from django.db import transaction
from pydantic import ValidationError

from workspaces.errors import FieldError, InvalidInput
from workspaces.link_tags import LinkTags
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

LINK_TAGS = "link_tags"


@transaction.atomic
def link_tags_set(*, workspace: Workspace, tags: Mapping[str, str], actor: Actor) -> None:
    """Sets all of them anew; what is empty is left out. Messages sent from then on have them. Raises InvalidInput."""
    try:
        wanted = {name: value for name, value in LinkTags.model_validate(dict(tags)).given().items() if value}
    except ValidationError as error:
        details = [FieldError(str(fault["loc"][0]), fault["msg"]) for fault in error.errors(include_url=False)]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details) from error
    locked = Workspace.objects.select_for_update().get(pk=workspace.pk)
    if locked.settings.get(LINK_TAGS, {}) == wanted:
        return
    locked.settings = {**locked.settings, LINK_TAGS: wanted}
    locked.save(update_fields=["settings"])
    workspace.settings = locked.settings
    audit_record(
        workspace=workspace,
        actor=actor,
        action="link_tags.changed",
        target_type="workspace",
        target_id=workspace.public_id,
        data={"tags": wanted},
    )
