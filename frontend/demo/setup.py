"""Makes the demo workspace and starts its campaign. Each step looks first whether it was done, so that a run that was
interrupted goes on where it stopped. Writes through the public services only.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files import File
from django.utils.crypto import salted_hmac

from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import campaigns_list
from campaigns.services import campaign_create, campaign_launch
from contacts.models import ContactImport, ImportState, Segment
from contacts.selectors import import_list, segment_list
from contacts.services import import_create, segment_create
from contacts.services.imports import import_run
from frontend.demo.content import (
    CAMPAIGN_NAME,
    DEMO_MAILS,
    DEMO_SEGMENTS,
    PAYING,
    RECENT,
    SENDER_FROM,
    SENDER_NAME,
    USER_EMAIL,
    WORKSPACE_NAME,
    WORKSPACE_SLUG,
    WORKSPACE_TIMEZONE,
    demo_flow,
)
from frontend.demo.generate import CONTACTS_CSV
from messaging.models import Sender
from messaging.services import sender_create, sender_update
from templates_app.models import Template, TemplateState
from templates_app.selectors import template_list
from templates_app.services import template_create, template_publish
from workspaces.models import Role, User, Workspace
from workspaces.selectors import membership_get
from workspaces.services import Actor, member_add, workspace_create

ACTOR = Actor.system("demo")
WORKER_PAUSE = 0.2
Report = Callable[[str], None]


class DemoFailed(RuntimeError):
    """The demo can't be set up; says why."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in to the demo; the password is None when somebody has changed it."""

    email: str
    password: str | None


def demo_setup(report: Report) -> SignIn:
    """Brings the demo to its full state, telling `report` each step."""
    user, sign_in = _user()
    workspace = _workspace(user)
    report("Workspace and user")
    sender = _sender(workspace)
    imported = _contacts(workspace)
    report(f"{imported.rows_created:,} contacts imported, {imported.rows_rejected} rows refused")
    segments = _segments(workspace)
    templates = _templates(workspace)
    report(f"{len(segments)} segments, {len(templates)} templates")
    campaign = _campaign(workspace, sender, segments, templates)
    if campaign.lifecycle == Lifecycle.DRAFT:
        campaign = campaign_launch(campaign=campaign, actor=ACTOR)
        report(f"Campaign “{campaign.name}” started")
    return sign_in


def demo_workspace() -> Workspace | None:
    """The demo workspace, if it was set up."""
    return Workspace.objects.filter(slug=WORKSPACE_SLUG).first()


def demo_campaign(workspace: Workspace) -> Campaign | None:
    """The campaign that the demo started."""
    return campaigns_list(workspace, search=CAMPAIGN_NAME).order_by("pk").first()


def _user() -> tuple[User, SignIn]:
    # Made from the installation's secret, so that every start can tell it again without storing it anywhere.
    password = salted_hmac("frontend.demo", USER_EMAIL).hexdigest()[:12]
    user = User.objects.filter(email__iexact=USER_EMAIL).first()
    if user is None:
        user = User.objects.create_user(USER_EMAIL, password)
    return user, SignIn(USER_EMAIL, password if user.check_password(password) else None)


def _workspace(user: User) -> Workspace:
    workspace = demo_workspace()
    if workspace is None:
        return workspace_create(name=WORKSPACE_NAME, slug=WORKSPACE_SLUG, timezone=WORKSPACE_TIMEZONE, owner=user)
    if membership_get(user, WORKSPACE_SLUG) is None:
        member_add(workspace=workspace, user=user, role=Role.OWNER, actor=ACTOR)
    return workspace


def _sender(workspace: Workspace) -> Sender:
    config = {"host": settings.MAILBOX_SMTP_HOST, "port": settings.MAILBOX_SMTP_PORT, "security": "none"}
    sender = Sender.objects.in_workspace(workspace).filter(name=SENDER_NAME).first()
    if sender is None:
        from_name, from_address = SENDER_FROM
        return sender_create(
            workspace=workspace,
            name=SENDER_NAME,
            channel="email",
            provider="smtp",
            config=config,
            from_name=from_name,
            from_address=from_address,
            is_default=True,
            actor=ACTOR,
        )
    if sender.config.get("port") != config["port"]:
        # Started on another port than last time: the mailbox has moved along.
        return sender_update(sender=sender, changes={"config": config}, actor=ACTOR)
    return sender


def _contacts(workspace: Workspace) -> ContactImport:
    imported = import_list(workspace=workspace).filter(filename=CONTACTS_CSV.name).exclude(state=ImportState.FAILED)
    item = imported.first()
    if item is None:
        with CONTACTS_CSV.open("rb") as file:
            item = import_create(workspace=workspace, file=File(file, name=CONTACTS_CSV.name), actor=ACTOR)
    while item.state in (ImportState.QUEUED, ImportState.RUNNING):
        if import_run(import_id=item.pk) is None:
            # A worker was faster: it only remains to wait for it, or for its lease to end.
            time.sleep(WORKER_PAUSE)
        item.refresh_from_db()
    if item.state == ImportState.FAILED:
        raise DemoFailed(f"The demo's contacts could not be imported: {item.error}")
    return item


def _segments(workspace: Workspace) -> dict[str, Segment]:
    present = {segment.name: segment for segment in segment_list(workspace=workspace)}
    return {
        wanted.key: present.get(wanted.name)
        or segment_create(workspace=workspace, name=wanted.name, rule=wanted.rule, actor=ACTOR)
        for wanted in DEMO_SEGMENTS
    }


def _templates(workspace: Workspace) -> dict[str, Template]:
    present = {template.name: template for template in template_list(workspace=workspace)}
    templates = {}
    for mail in DEMO_MAILS:
        template = present.get(mail.name) or template_create(
            workspace=workspace, name=mail.name, content=mail.content(), actor=ACTOR
        )
        if template.state == TemplateState.DRAFT:
            template_publish(template=template, actor=ACTOR)
        templates[mail.key] = template
    return templates


def _campaign(
    workspace: Workspace, sender: Sender, segments: dict[str, Segment], templates: dict[str, Template]
) -> Campaign:
    return demo_campaign(workspace) or campaign_create(
        workspace=workspace,
        name=CAMPAIGN_NAME,
        description="Greets new users, then tries out which mail helps them along.",
        type="BROADCAST",
        goal="lead_gen",
        audience=segments[RECENT.key],
        document=demo_flow(
            templates={key: template.public_id for key, template in templates.items()},
            sender=sender.public_id,
            paying=segments[PAYING.key].public_id,
        ),
        actor=ACTOR,
    )
