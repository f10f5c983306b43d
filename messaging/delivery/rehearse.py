"""What delivery would do with one message: the same policies and the same rendering, without a provider.

Nothing is written. Where a policy holds the message, its moment is taken to have come, and the policies are asked
again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from messaging.channels.base import Links
from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.loading import load_batch
from messaging.delivery.render import render_message
from messaging.models import Message, MessageState
from messaging.policies.base import HoldUntil, Skip
from messaging.policies.evaluate import evaluate
from messaging.policies.registry import POLICIES
from templates_app.rendering import Rendered, RenderFailed
from templates_app.services.preview import PREVIEW_LINK
from workspaces.errors import NotFound

# A sender that is switched off holds a message for five minutes at a time, for ever.
MOST_HOLDS = 12
# Nobody outside is asked for the sake of a rehearsal: what they would say is taken to be good.
_POLICIES = [policy for policy in POLICIES if not policy.asks_outside]
_LINKS = Links(PREVIEW_LINK, lambda: PREVIEW_LINK)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How the message would end and when: accepted with its `mail`, skipped or rejected with a reason.

    Queued: a policy would hold it again and again. `mail` is there for skipped messages, too, where it can be made.
    """

    state: MessageState
    at: datetime
    reason: str = ""
    detail: str = ""
    holds: Sequence[HoldUntil] = ()
    mail: Rendered | None = None
    address: str = ""


def rehearse(message: Message, now: datetime) -> Rehearsal:
    """What would become of the message from `now` on; a handful of queries for each time that it is held."""
    row = candidate_of(message)
    holds: list[HoldUntil] = []
    while True:
        batch = load_batch([row], now)
        decision = evaluate(batch, _POLICIES).get(row.id)
        if not isinstance(decision, HoldUntil):
            break
        holds.append(decision)
        if len(holds) == MOST_HOLDS:
            return Rehearsal(MessageState.QUEUED, now, decision.reason, decision.detail, holds, address=row.address)
        now = max(now, decision.at)
    made = _mail(batch, row)
    mail = None if isinstance(made, Skip) else made
    if decision is not None:
        return Rehearsal(MessageState.SKIPPED, now, decision.reason, decision.detail, holds, mail, row.address)
    if isinstance(made, Skip):
        return Rehearsal(MessageState.REJECTED, now, made.reason, made.detail, holds, address=row.address)
    return Rehearsal(MessageState.ACCEPTED, now, holds=holds, mail=mail, address=row.address)


def _mail(batch: Batch, row: Candidate) -> Rendered | Skip:
    """The message, or why it can't be made, by the codes of delivery."""
    if row.contact_id not in batch.contacts:
        return Skip("contact_gone")
    try:
        rendered: Rendered = render_message(batch, row, _LINKS)
        return rendered
    except (RenderFailed, NotFound) as error:
        return Skip("render_failed", str(error))
    except Exception as error:  # noqa: BLE001 - as delivery, which settles whatever it was
        _log.exception("render_crashed", template_version=str(row.template_version_id))
        return Skip("render_crashed", repr(error))


def candidate_of(message: Message) -> Candidate:
    """The message as a claim reads it."""
    return Candidate(
        id=message.pk,
        workspace_id=message.workspace_id,
        stream_id=message.stream_id,
        contact_id=message.contact_id,
        channel=message.channel,
        message_type=message.message_type,
        template_version_id=message.template_version_id,
        sender_id=message.sender_id,
        context=message.context,
        attempt=message.attempt,
        tries=message.tries,
        created_at=message.created_at,
    )
