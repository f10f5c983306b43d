"""Double opt-in: a request becomes a message with a link, and the contact's click on the page behind it a yes.

Requests come in sets; each writes its row and its message in one transaction, so it is sent effectively once. Whoever
was asked the same a moment ago is not asked again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection, transaction

from contacts.models import Consent, ConsentState, Contact, LegalBasis, Topic
from contacts.services import ConsentChange, Evidence, consent_set_many
from messaging.models import ConsentConfirmation, ConsentSettings, MessageStream
from messaging.services.messages import OutboxRow, messages_enqueue, outbox_context
from messaging.services.streams import stream_set
from messaging.tracking.tokens import Purpose, make
from templates_app.models import Template, TemplateState
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import Conflict
from workspaces.models import Workspace

MOST_REQUESTS = 1_000
NODE = "confirm"
_STREAM = UUID("7f0a3c1e-5c0e-4f4e-9d67-0d8a2f3c9b11")
Key = tuple[UUID, str, UUID | None]


class Asked(StrEnum):
    """What became of a request."""

    SENT = "sent"  # a message with a link is on its way
    GRANTED = "granted"  # the contact has said yes already
    WAITING = "waiting"  # asked the same a moment ago; nothing was sent
    UNREACHABLE = "unreachable"  # the contact has no e-mail address
    UNKNOWN = "unknown"  # the workspace has no such contact or topic


@dataclass(frozen=True, slots=True)
class Request:
    """Who is to confirm what; by e-mail, whatever channel it is about."""

    contact_id: UUID
    message_type: str = MessageType.MARKETING
    topic_id: UUID | None = None
    channel: str = Channel.EMAIL


@transaction.atomic
def confirmations_request(
    *,
    workspace: Workspace,
    requests: Sequence[Request],
    source: str,
    text: str = "",
    now: datetime | None = None,
) -> list[Asked]:
    """Asks each contact to confirm, once; an answer for each request in its order. A few statements for all of them.

    Raises Conflict while the workspace has no published transactional mail to ask with, InvalidInput for unknown words.
    """
    moment = now or database_now()
    chosen = ConsentSettings.objects.in_workspace(workspace).select_related("confirmation_template").first()
    if chosen is None or (version_id := _version(chosen)) is None:
        raise Conflict(
            "There is no published confirmation mail: choose one under Topics, Asking for consent.",
            current_status="not_set_up",
        )
    contacts = _locked(workspace.pk, {request.contact_id for request in requests})
    topics = _topics(workspace.pk, requests)
    known = _known(workspace.pk, contacts, moment - timedelta(minutes=chosen.cooldown_minutes))
    answers: list[Asked] = []
    wanted: list[Request] = []
    for request in requests:
        answer = _answer(request, contacts, topics, known.get(_key(request)))
        if answer is Asked.SENT:
            wanted.append(request)
            known[_key(request)] = Asked.WAITING
        answers.append(answer)
    rows = _written(workspace, wanted, source, text, moment, moment + timedelta(hours=chosen.link_hours))
    _send(workspace, rows, topics, version_id, moment)
    return answers


def _written(
    workspace: Workspace, requests: Sequence[Request], source: str, text: str, now: datetime, expires_at: datetime
) -> list[ConsentConfirmation]:
    """The requests as rows, and as pending consent where there is no answer yet."""
    changes = [
        ConsentChange(each.contact_id, each.channel, each.message_type, ConsentState.PENDING, each.topic_id)
        for each in requests
    ]
    consent_set_many(
        workspace_id=workspace.pk, changes=changes, source=source, now=now, evidence=Evidence(text, LegalBasis.CONSENT)
    )
    return ConsentConfirmation.objects.bulk_create(
        ConsentConfirmation(
            workspace=workspace,
            contact_id=each.contact_id,
            channel=each.channel,
            message_type=each.message_type,
            topic_id=each.topic_id,
            text=text,
            source=source[:64],
            created_at=now,
            expires_at=expires_at,
        )
        for each in requests
    )


def _key(request: Request) -> Key:
    return request.contact_id, f"{request.channel}.{request.message_type}", request.topic_id


@transaction.atomic
def confirmation_grant(*, confirmation: ConsentConfirmation, ip: str = "", user_agent: str = "") -> None:
    """The contact says yes on the page behind the link, which has not expired; twice is as good as once."""
    now = database_now()
    row = confirmation
    change = ConsentChange(row.contact_id, row.channel, row.message_type, ConsentState.GRANTED, row.topic_id)
    consent_set_many(
        workspace_id=row.workspace_id,
        changes=[change],
        source=f"confirmation:{row.public_id}",
        now=now,
        by_contact=True,
        evidence=Evidence(row.text, LegalBasis.CONSENT, ip, user_agent),
    )
    waiting = ConsentConfirmation.objects.in_workspace(row.workspace_id).filter(pk=row.pk, confirmed_at=None)
    waiting.update(confirmed_at=now)


def confirm_url(confirmation_id: int) -> str:
    """The page with the button that confirms."""
    return f"{settings.BASE_URL}/k/{make(Purpose.CONFIRM, confirmation_id)}"


def stream_key(workspace_id: UUID) -> UUID:
    """The stream of a workspace's confirmation messages, which belong to no campaign."""
    return uuid5(_STREAM, str(workspace_id))


def _version(chosen: ConsentSettings) -> UUID | None:
    template: Template | None = chosen.confirmation_template
    if template is None or template.state != TemplateState.PUBLISHED:
        return None
    version_id: UUID | None = template.published_version_id
    return version_id


def _locked(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, bool]:
    """Whether each of the workspace's contacts has an e-mail address; locked, so that nobody else asks meanwhile."""
    rows = Contact.objects.in_workspace(workspace_id).filter(pk__in=set(ids)).order_by("pk")
    found: Iterable[tuple[UUID, str | None]] = rows.select_for_update(no_key=True).values_list("pk", "email")
    return {pk: bool(email) for pk, email in found}


def _topics(workspace_id: UUID, requests: Sequence[Request]) -> Mapping[UUID | None, str]:
    wanted = {request.topic_id for request in requests if request.topic_id is not None}
    rows = Topic.objects.in_workspace(workspace_id).filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return {None: "", **dict(rows)}


def _known(workspace_id: UUID, contacts: Iterable[UUID], since: datetime) -> dict[Key, Asked]:
    """What was granted, and what was asked since then."""
    ids = list(contacts)
    columns = ("contact_id", "channel", "message_type", "topic_id")
    asked = ConsentConfirmation.objects.in_workspace(workspace_id).filter(contact_id__in=ids, created_at__gt=since)
    said = Consent.objects.in_workspace(workspace_id).filter(contact_id__in=ids, state=ConsentState.GRANTED)
    found: dict[Key, Asked] = {}
    for rows, answer in ((asked, Asked.WAITING), (said, Asked.GRANTED)):
        for contact_id, channel, message_type, topic_id in rows.values_list(*columns):
            found[contact_id, f"{channel}.{message_type}", topic_id] = answer
    return found


def _answer(
    request: Request, contacts: Mapping[UUID, bool], topics: Mapping[UUID | None, str], known: Asked | None
) -> Asked:
    if request.contact_id not in contacts or request.topic_id not in topics:
        return Asked.UNKNOWN
    if known is not None:
        return known
    return Asked.SENT if contacts[request.contact_id] else Asked.UNREACHABLE


def _send(
    workspace: Workspace,
    rows: Sequence[ConsentConfirmation],
    topics: Mapping[UUID | None, str],
    version_id: UUID,
    now: datetime,
) -> None:
    if not rows:
        return
    stream_id = stream_key(workspace.pk)
    if not MessageStream.objects.in_workspace(workspace).filter(pk=stream_id).exists():
        stream_set(
            stream_id=stream_id,
            workspace=workspace,
            name="Confirmations",
            claimable=True,
            open_tracking=False,
            click_tracking=False,
        )
    with connection.cursor() as cursor:
        messages_enqueue(cursor, (_message(row, stream_id, topics, version_id, now) for row in rows))


def _message(
    row: ConsentConfirmation, stream_id: UUID, topics: Mapping[UUID | None, str], version_id: UUID, now: datetime
) -> OutboxRow:
    context = {
        "confirm_url": confirm_url(row.pk),
        "topic": topics[row.topic_id],
        "expires_at": row.expires_at.isoformat(),
    }
    return OutboxRow(
        workspace_id=row.workspace_id,
        stream_id=stream_id,
        contact_id=row.contact_id,
        execution_id=None,
        node=NODE,
        visit=1,
        channel=Channel.EMAIL.value,
        message_type=MessageType.TRANSACTIONAL.value,
        template_version_id=version_id,
        sender_id=None,
        context=outbox_context(context),
        not_before=now,
        created_at=now,
    )
