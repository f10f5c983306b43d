"""How a workspace asks for consent."""

from django.db.models import QuerySet

from messaging.models import ConsentSettings
from templates_app.models import Template, TemplateState
from workspaces.channels import Channel, MessageType
from workspaces.models import Workspace


def consent_settings(*, workspace: Workspace) -> ConsentSettings:
    """What is settled; the defaults where nothing was."""
    stored = ConsentSettings.objects.in_workspace(workspace).select_related("confirmation_template").first()
    return stored or ConsentSettings(workspace=workspace)


def confirmation_templates(*, workspace: Workspace) -> QuerySet[Template]:
    """The templates that can ask for a confirmation: published transactional e-mails, by name."""
    rows: QuerySet[Template] = Template.objects.in_workspace(workspace).order_by("name")
    return rows.filter(channel=Channel.EMAIL, message_type=MessageType.TRANSACTIONAL, state=TemplateState.PUBLISHED)
