"""A workspace that is ready to send: template, sender, stream, contacts who agreed."""

from dataclasses import dataclass

from contacts.models import Contact
from messaging.models import Message, MessageStream, Sender
from templates_app.models import Template, TemplateVersion
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent, make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@dataclass
class World:
    """What a message needs around it."""

    workspace: Workspace
    template: Template
    version: TemplateVersion
    sender: Sender
    stream: MessageStream

    def queue(self, number: int, **fields: object) -> list[Message]:
        """Messages to so many new contacts who agreed to marketing."""
        contacts = self.contacts(number)
        grant_consent(contacts)
        return self.queue_for(contacts, **fields)

    def contacts(self, number: int, **fields: object) -> list[Contact]:
        return make_contacts(self.workspace, number, **fields)

    def queue_for(self, contacts: list[Contact], **fields: object) -> list[Message]:
        return make_messages(self.stream, contacts, self.version, self.sender, **fields)


def make_world(port: int) -> World:
    workspace = make_workspace()
    template, version = make_published(workspace)
    return World(workspace, template, version, make_sender(workspace, port=port), make_stream(workspace))
