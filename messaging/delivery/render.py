"""From a leased message to the envelope that a provider takes."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

import structlog

from messaging.channels.base import Letter, Links
from messaging.channels.registry import CHANNELS
from messaging.channels.words import OwnWords
from messaging.consent.links import preferences_url
from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.delivery.sessions import Outlet
from messaging.models import Message
from messaging.providers.base import Envelope
from messaging.tracking.links import unsubscribe_url
from messaging.tracking.tagging import Tags, message_tags
from messaging.tracking.targets import Targets
from templates_app.context import message_context
from templates_app.rendering import RenderFailed, load_version
from templates_app.rendering.parts import Compiled
from workspaces.errors import NotFound
from workspaces.ids import encode_row
from workspaces.link_tags import tagged
from workspaces.wall.scope import only_in

_log = structlog.get_logger(__name__)


def render_message(batch: Batch, row: Candidate, links: Links) -> Any:
    """The version of the message for its contact, in its channel's rendered form; a person's own words as they are.

    Raises RenderFailed or NotFound.
    """
    if row.template_version_id is None:
        return OwnWords.of(row.context)
    version, asks_for_preferences = _version(row.template_version_id.int)
    stream = batch.streams[row.stream_id]
    values = message_context(
        batch.contacts[row.contact_id],
        workspace_name=stream.workspace_name,
        campaign_name=stream.name,
        trigger=row.context,
        unsubscribe_url=links.unsubscribe,
        preferences_url=links.preferences() if asks_for_preferences else "",
    )
    return version.render(values)


@lru_cache(maxsize=512)
def _version(number: int) -> tuple[Compiled, bool]:
    """A version by the number that its id is, as UUIDs take ten times as long to look up; and whether it shows the link
    to the preference page, whose proof is not worth its making else."""
    version = load_version(UUID(int=number))
    return version, "preferences_url" in version.variables


def envelope_of(batch: Batch, row: Candidate, outlet: Outlet, targets: Targets, now: datetime) -> Envelope[Any]:
    """The message as its sender's provider takes it, with what its links lead to noted in `targets`.

    Raises RenderFailed or NotFound.
    """
    return outlet.composer.compose(letter_of(batch, row, targets, now))


def letter_of(batch: Batch, row: Candidate, targets: Targets, now: datetime) -> Letter:
    """The message rendered, and all that its channel may want to know of it. Raises RenderFailed or NotFound."""
    stream = batch.streams[row.stream_id]
    links = Links(unsubscribe_url(row.id), partial(preferences_url, row.contact_id, batch.now))
    tags = message_tags(stream, row.node, row.template_version_id)
    return Letter(
        key=encode_row(Message.ID_PREFIX, row.id, row.created_at),
        row=row,
        contact=batch.contacts[row.contact_id],
        stream=stream,
        rendered=render_message(batch, row, links),
        links=links,
        now=now,
        follow=_follow(stream, row, targets, tags),
        shorten=partial(targets.short, row, tags=tags) if stream.click_tracking else None,
        tag=partial(_tagged, tags) if tags else None,
    )


def units_of(batch: Batch, row: Candidate) -> int:
    """How many times its channel's price the message costs: as many as it has parts that are paid one by one.

    One that can't be made counts once: delivery finds out, and gives the money back.
    """
    channel = CHANNELS[row.channel]
    if not channel.paid_in_parts:
        return 1
    try:
        with only_in(row.workspace_id):
            return channel.parts(letter_of(batch, row, Targets(), batch.now))
    except (RenderFailed, NotFound):
        return 1
    except Exception:  # noqa: BLE001 - a fault of ours in one message must not keep others from being claimed
        _log.exception("render_crashed", message=row.id, template_version=str(row.template_version_id))
        return 1


def _follow(stream: StreamInfo, row: Candidate, targets: Targets, tags: Tags) -> Callable[[str], str] | None:
    """What becomes of the links of a message: tagged, then led over us; None where they stay as they are."""
    if stream.click_tracking:
        return partial(targets.link, row, tags=tags)
    return partial(_tagged, tags) if tags else None


def _tagged(tags: Tags, url: str) -> str:
    return tagged(url, tags)
