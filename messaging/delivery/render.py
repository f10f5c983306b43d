"""From a leased message to the envelope that a provider takes."""

from collections.abc import Mapping

from messaging.consent.links import preferences_url
from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.sessions import Outlet
from messaging.mime.skeleton import Mail
from messaging.models import Message
from messaging.providers.base import Envelope
from messaging.tracking.links import unsubscribe_url, with_tracking
from templates_app.context import message_context
from templates_app.rendering import RenderedEmail, load_version
from workspaces.channels import MessageType
from workspaces.ids import encode_row


def render_mail(batch: Batch, row: Candidate, links: Mapping[str, str]) -> RenderedEmail:
    """The version of the message for its contact. Raises RenderFailed or NotFound."""
    stream = batch.streams[row.stream_id]
    values = message_context(
        batch.contacts[row.contact_id],
        workspace_name=stream.workspace_name,
        campaign_name=stream.name,
        trigger=row.context,
        unsubscribe_url=links["unsubscribe"],
        preferences_url=links["preferences"],
    )
    return load_version(row.template_version_id).render(values)


def envelope_of(batch: Batch, row: Candidate, outlet: Outlet, date: str) -> Envelope:
    """The whole mail as bytes; its Message-ID is the same for every attempt. Raises RenderFailed or NotFound."""
    links = {"unsubscribe": unsubscribe_url(row.id), "preferences": preferences_url(row.contact_id, batch.now)}
    rendered = render_mail(batch, row, links)
    contact, stream = batch.contacts[row.contact_id], batch.streams[row.stream_id]
    public_id = encode_row(Message.ID_PREFIX, row.id, row.created_at)
    payload = outlet.skeleton.fill(
        Mail(
            message_id=public_id,
            date=date,
            to_address=row.address,
            to_name=f"{contact.first_name} {contact.last_name}",
            subject=rendered.subject,
            html=with_tracking(rendered.html, row.id, opens=stream.open_tracking, clicks=stream.click_tracking),
            text=rendered.text,
            unsubscribe_url=links["unsubscribe"] if row.message_type == MessageType.MARKETING else "",
        )
    )
    return Envelope(public_id, outlet.identity.from_address, row.address, payload)
