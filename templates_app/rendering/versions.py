"""Published versions, loaded once per process. Only here does rendering read the database."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from uuid import UUID

from templates_app.models import TemplateVersion
from templates_app.rendering.errors import RenderFailed, SourceError
from templates_app.rendering.locales import load_email, load_localized
from templates_app.rendering.onsite import load_onsite
from templates_app.rendering.parts import Compiled
from templates_app.rendering.push import load_push
from templates_app.rendering.sms import load_sms
from templates_app.rendering.telegram import load_telegram
from templates_app.rendering.whatsapp import load_whatsapp
from workspaces.channels import Channel
from workspaces.errors import NotFound

# Per channel, how what a version stored becomes renderable again.
LOADERS: dict[str, Callable[[Mapping[str, str]], Compiled]] = {
    Channel.EMAIL.value: load_email,
    Channel.ONSITE.value: partial(load_localized, load_onsite),
    Channel.PUSH.value: partial(load_localized, load_push),
    Channel.SMS.value: partial(load_localized, load_sms),
    Channel.TELEGRAM.value: partial(load_localized, load_telegram),
    Channel.WHATSAPP.value: partial(load_localized, load_whatsapp),
}


@lru_cache(maxsize=512)
def load_version(version_id: UUID) -> Compiled:
    """The compiled content of a version: a query and some milliseconds the first time, then from memory.

    Versions never change, so what is cached is never stale. The caller has checked whose version it is. Raises
    NotFound, or RenderFailed when a later release no longer accepts what was stored.
    """
    row = (
        TemplateVersion.objects.across_workspaces()
        .filter(pk=version_id)
        .values_list("template__channel", "compiled")
        .first()
    )
    if row is None:
        raise NotFound("There is no such template version.")
    channel, stored = row
    try:
        return LOADERS[channel](stored)
    except SourceError as error:
        raise RenderFailed(f"the version no longer compiles: {error}") from error
