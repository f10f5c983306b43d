"""A template as a test message to a member's own address: through the sender's session at once, not the outbox.

No contact gets it, nothing is counted or tracked, and its links lead nowhere.
"""

from collections.abc import Mapping
from contextlib import closing
from typing import Any
from uuid import UUID

from messaging.channels.base import Letter, Links, UnusableAddress
from messaging.channels.email import ascii_address
from messaging.delivery.batch import Candidate, Recipient, StreamInfo
from messaging.delivery.sessions import Outlet, discard, outlet_of
from messaging.models import Sender, SenderState
from messaging.providers.base import Accepted, Outcome, ProviderUnavailable
from templates_app.context import ContactRow
from templates_app.models import Template
from templates_app.rendering import RenderedEmail
from templates_app.rendering.values import PREVIEW_LINK
from templates_app.services import SAMPLE_CONTACT, template_preview
from templates_app.services.audit import template_audit
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.selectors import members_of
from workspaces.services import Actor

MARK = "[Test] "
_LINKS = Links(PREVIEW_LINK, PREVIEW_LINK)
_NOBODY = UUID(int=0)


def template_test_send(
    *,
    template: Template,
    actor: Actor,
    to: str = "",
    contact: ContactRow = SAMPLE_CONTACT,
    content: Mapping[str, Any] | None = None,
    locale: str = "",
) -> str:
    """Sends the draft, or content not saved yet, to the actor or another member; the address that it went to.

    Raises InvalidInput for an address that is no member's and for content that does not render; Conflict where there is
    no sender, or the provider did not take it.
    """
    if template.channel != Channel.EMAIL:
        raise Conflict("Test messages are e-mails: this template is for another channel.")
    workspace = template.workspace
    address = _member_address(workspace, to or (actor.label if actor.kind == "user" else ""))
    preview = template_preview(template=template, contact=contact, content=content, locale=locale)
    sender = _sender(workspace, template.channel)
    rendered = RenderedEmail(f"{MARK}{preview.rendered.subject}", preview.rendered.html, preview.rendered.text)
    try:
        outlet = outlet_of(sender)
    except ProviderUnavailable as error:
        raise Conflict(f"The sender {sender.name} can’t be reached: {error.detail}") from error
    outcome = _handed_over(outlet, _letter(workspace, template, address, rendered))
    if not isinstance(outcome, Accepted):
        raise Conflict(f"The sender {sender.name} did not take the test mail: {outcome.detail or outcome.reason}")
    template_audit(template, actor, "template.test_sent", {"to": address, "sender": sender.public_id})
    return address


def _member_address(workspace: Workspace, given: str) -> str:
    members = {member.user.email.lower() for member in members_of(workspace)}
    if given.strip().lower() not in members:
        raise InvalidInput.of("to", "must be the address of a member of this workspace")
    try:
        return ascii_address(given)
    except UnusableAddress as error:
        raise InvalidInput.of("to", str(error)) from error


def _sender(workspace: Workspace, channel: str) -> Sender:
    rows = Sender.objects.in_workspace(workspace).filter(channel=channel, state=SenderState.ACTIVE)
    found = rows.order_by("-is_default", "name", "pk").first()
    if found is None:
        raise Conflict("There is no active sender to send a test mail from.")
    return found


def _handed_over(outlet: Outlet, letter: Letter) -> Outcome:
    with closing(outlet.session.send_all([outlet.composer.compose(letter)])) as outcomes:
        outcome = next(outcomes)
    if not isinstance(outcome, Accepted):
        discard(outlet)
    return outcome


def _letter(workspace: Workspace, template: Template, address: str, rendered: RenderedEmail) -> Letter:
    now = database_now()
    row = Candidate(
        id=0,
        workspace_id=workspace.pk,
        stream_id=_NOBODY,
        contact_id=_NOBODY,
        channel=template.channel,
        message_type=MessageType.TRANSACTIONAL,  # its unsubscribe link is nobody's
        template_version_id=_NOBODY,
        sender_id=None,
        context=None,
        attempt=1,
        tries=1,
        created_at=now,
        address=address,
    )
    reader = Recipient(
        id=_NOBODY,
        workspace_id=workspace.pk,
        email=address,
        phone=None,
        first_name="",
        last_name="",
        timezone=workspace.timezone,
        score=0,
        tags=[],
        attributes={},
    )
    stream = StreamInfo(
        id=_NOBODY,
        name=template.name,
        workspace_id=workspace.pk,
        workspace_name=workspace.name,
        timezone=workspace.timezone,
        claimable=True,
        stopped_reason="",
        open_tracking=False,
        click_tracking=False,
        frequency_cap=None,
        workspace_caps=None,
        quiet_hours=None,
        daily_limit=None,
        topic_id=None,
    )
    return Letter(f"test-{uuid7()}", row, reader, stream, rendered, _LINKS, now)
