"""A template as a test message: through the sender's session at once, not the outbox.

Nothing is counted, capped or tracked, and its links to unsubscribe lead nowhere. Where it goes is `test_targets.py`'s.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from messaging.channels.base import Letter, Links
from messaging.delivery.batch import Recipient, StreamInfo
from messaging.delivery.sessions import Outlet, discard, outlet_of
from messaging.models import Sender, SenderState
from messaging.providers.base import Accepted, Outcome, ProviderUnavailable
from messaging.services.test_targets import NOBODY, TestTarget, member_address, target_of
from messaging.site.feed import feed_keep_test
from templates_app.context import ContactRow
from templates_app.models import Template
from templates_app.rendering import RenderFailed
from templates_app.rendering.values import PREVIEW_LINK
from templates_app.rendering.whatsapp import RenderedWhatsApp
from templates_app.services import SAMPLE_CONTACT, TemplatePreview, template_preview
from templates_app.services.audit import template_audit
from workspaces.channels import Channel
from workspaces.errors import Conflict, InvalidInput
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.services import Actor

MARK = "[Test] "
_LINKS = Links(PREVIEW_LINK, lambda: PREVIEW_LINK)


def template_test_send(
    *,
    template: Template,
    actor: Actor,
    to: str = "",
    contact: ContactRow = SAMPLE_CONTACT,
    content: Mapping[str, Any] | None = None,
    locale: str = "",
) -> str:
    """Sends the draft, or content not saved yet, as this contact would get it; where it went.

    An e-mail goes to the actor or another member (`to`); others to the number, chat or device `to`, else to the
    contact, which must then be one of the workspace. Raises InvalidInput for where nothing can be sent to and for
    content that does not render; Conflict where there is no sender, or the provider did not take it.
    """
    workspace = template.workspace
    preview = template_preview(template=template, contact=contact, content=content, locale=locale)
    if template.channel == Channel.EMAIL:
        to = member_address(workspace, to or (actor.label if actor.kind == "user" else ""))
    sender = _sender(workspace, template.channel)
    target = target_of(template=template, sender=sender, to=to, contact=contact)
    _require_approved(preview)
    letter = _letter(template, target, _marked(template.channel, preview.rendered))
    if template.channel == Channel.ONSITE:
        _keep_in_website(target, letter)
    else:
        _send(sender, letter)
    template_audit(template, actor, "template.test_sent", {"to": target.shown, "sender": sender.public_id})
    return target.shown


def _sender(workspace: Workspace, channel: str) -> Sender:
    rows = Sender.objects.in_workspace(workspace).filter(channel=channel, state=SenderState.ACTIVE)
    found = rows.order_by("-is_default", "name", "pk").first()
    if found is None:
        raise Conflict(f"There is no active sender to send a {_noun(channel)} from.")
    return found


def _noun(channel: str) -> str:
    return "test mail" if channel == Channel.EMAIL else "test"


def _require_approved(preview: TemplatePreview) -> None:
    """What its provider would refuse is not tried."""
    refused = next((finding for finding in preview.findings if finding.code == "not_approved"), None)
    if refused is not None:
        raise Conflict(f"It can’t be sent: {refused.message}.")


def _marked(channel: str, rendered: Any) -> Any:
    """The message as a reader sees that it is a test."""
    if channel == Channel.EMAIL:
        return replace(rendered, subject=MARK + rendered.subject)
    if channel in (Channel.PUSH, Channel.ONSITE):
        return replace(rendered, title=MARK + rendered.title)
    if channel == Channel.TELEGRAM:
        return replace(rendered, markup=MARK + rendered.markup, text=MARK + rendered.text)
    if channel == Channel.WHATSAPP:
        return _marked_template(rendered)
    return replace(rendered, text=MARK + rendered.text)


def _marked_template(rendered: RenderedWhatsApp) -> RenderedWhatsApp:
    """Marked in its first place, if it has any for words: the rest of its text is Meta's."""
    if rendered.parameters:
        first, *others = rendered.parameters
        return replace(rendered, parameters=(MARK + first, *others))
    if rendered.header is not None and rendered.header.format == "text":
        return replace(rendered, header=replace(rendered.header, value=MARK + rendered.header.value))
    return rendered


def _send(sender: Sender, letter: Letter) -> None:
    try:
        outlet = outlet_of(sender)
    except ProviderUnavailable as error:
        raise Conflict(f"The sender {sender.name} can’t be reached: {error.detail}") from error
    try:
        outcome = _handed_over(outlet, letter)
    except RenderFailed as error:
        raise InvalidInput.of(f"content.{error.field}", error.reason, "render_failed") from error
    if not isinstance(outcome, Accepted):
        raise Conflict(
            f"The sender {sender.name} did not take the {_noun(sender.channel)}: {outcome.detail or outcome.reason}"
        )


def _handed_over(outlet: Outlet, letter: Letter) -> Outcome:
    with closing(outlet.session.send_all([outlet.composer.compose(letter)])) as outcomes:
        outcome = next(outcomes)
    if not isinstance(outcome, Accepted):
        discard(outlet)
    return outcome


def _keep_in_website(target: TestTarget, letter: Letter) -> None:
    if target.contact is not None:
        feed_keep_test(contact=target.contact, rendered=letter.rendered, now=letter.now)


def _letter(template: Template, target: TestTarget, rendered: Any) -> Letter:
    workspace = template.workspace
    reader = Recipient(
        id=NOBODY,
        workspace_id=workspace.pk,
        email=target.row.address,
        phone=None,
        first_name="",
        last_name="",
        timezone=workspace.timezone,
        score=0,
        tags=[],
        attributes={},
    )
    stream = StreamInfo(
        id=NOBODY,
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
    return Letter(f"test-{uuid7()}", target.row, reader, stream, rendered, _LINKS, target.row.created_at)
