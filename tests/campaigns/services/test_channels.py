"""Campaigns over channels other than mail: launched with a sender of the channel, never with that of mail."""

import pytest

from messaging.models import Message, Sender
from tests.factories.campaigns import chain, default_sender, launch, send_config, tick
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    default_sender(workspace)
    return workspace


def text_sender(workspace: Workspace, *, is_default: bool) -> Sender:
    return make_sender(
        workspace,
        channel="sms",
        provider="twilio",
        from_address="Campanile",
        config={"account_sid": "AC" + "0" * 32},
        credentials={"secret": "x"},
        is_default=is_default,
    )


def document(workspace: Workspace, **config: object) -> dict[str, object]:
    text = make_published(workspace, channel="sms", message_type="transactional", content={"text": "Hi"})[0]
    return chain(("s", "send", send_config(text, channel="sms", **config)))


def test_a_text_without_a_sender_of_its_channel_is_not_launched(workspace: Workspace) -> None:
    text_sender(workspace, is_default=False)
    with pytest.raises(InvalidInput, match="no default one for SMS"):
        launch(workspace, document(workspace))


def test_a_text_is_left_to_the_default_sender_of_its_channel(workspace: Workspace) -> None:
    text_sender(workspace, is_default=True)
    make_contact(workspace, phone="+436641234567")
    launch(workspace, document(workspace))
    tick()
    message = Message.objects.in_workspace(workspace).get()
    assert (message.channel, message.sender_id) == ("sms", None)


def test_a_named_sender_is_used(workspace: Workspace) -> None:
    sender = text_sender(workspace, is_default=False)
    make_contact(workspace, phone="+436641234567")
    launch(workspace, document(workspace, sender=sender.public_id))
    tick()
    assert Message.objects.in_workspace(workspace).get().sender_id == sender.pk
