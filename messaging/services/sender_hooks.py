"""What a sender's provider proves its calls by: goes in encrypted and never comes out again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from messaging.hooks.registry import HOOKS
from messaging.models import Sender
from messaging.providers.credentials import UnreadableCredentials, decrypt, encrypt
from messaging.services.senders import settings_checked
from workspaces.errors import FieldError, InvalidInput
from workspaces.services import Actor, audit_record


@transaction.atomic
def sender_hook_set(*, sender: Sender, secrets: Mapping[str, Any] | None, actor: Actor) -> None:
    """Listens to the provider's calls from now on, by these secrets; None: no more. Raises InvalidInput.

    What is left out stays as it was. What is on its way does, too: the sender's account is the same.
    """
    hook = HOOKS.get(sender.provider)
    if hook is None:
        raise InvalidInput.of("provider", "tells nothing back")
    stored = b""
    if secrets is not None:
        errors: list[FieldError] = []
        given = settings_checked(hook.Secrets, {**_present(sender), **secrets}, "hook", errors)
        if not errors and not any(given.values()):
            errors.append(FieldError("hook", "fill in at least one of the fields"))
        if errors:
            raise InvalidInput(f"{errors[0].field}: {errors[0].message}", errors)
        stored = encrypt(given)
    Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk).update(hook_secrets=stored)
    sender.hook_secrets = stored
    audit_record(
        workspace=sender.workspace,
        actor=actor,
        action="sender.hook_set" if stored else "sender.hook_removed",
        target_type="sender",
        target_id=sender.public_id,
    )


def _present(sender: Sender) -> dict[str, object]:
    """What is stored; nothing where no key fits any more."""
    try:
        return decrypt(bytes(sender.hook_secrets))
    except UnreadableCredentials:
        return {}
