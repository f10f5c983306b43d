"""A template that is rejected while a flow runs: what waits to be sent goes out, what comes up later is skipped."""

from datetime import timedelta

import pytest

from messaging.delivery import stage as delivery
from messaging.delivery.sessions import close_all
from messaging.models import Message
from templates_app.services import template_reject
from tests.factories.campaigns import SYSTEM, chain, executions_of, journal_of, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.smtp_server import smtp_server
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)


def test_queued_messages_finish_and_new_ones_are_skipped() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 2)
    with smtp_server() as server:
        sender = make_sender(workspace, port=server.port)
        template, _ = make_published(workspace, message_type="transactional")
        send = send_config(template, sender=sender.public_id)
        wait = ("w", "wait", {"duration": {"value": 1, "unit": "hours"}})
        campaign = launch(workspace, chain(("s1", "send", send), wait, ("s2", "send", send)))
        tick()
        template_reject(template=template, reason="Wrong price", actor=SYSTEM)
        now = database_now()
        assert delivery.run(now).accepted == 2
        tick(now)
        later = now + timedelta(hours=2)
        tick(later)
        assert (delivery.run(later).accepted, len(server.mails)) == (0, 2)
        close_all()
    tick(later)
    found = Message.objects.in_workspace(workspace).order_by("node", "pk")
    assert [(each.node, each.state, each.reason, each.reason_detail) for each in found] == [
        *[("s1", "accepted", "", "")] * 2,
        *[("s2", "skipped", "template_rejected", "Wrong price")] * 2,
    ]
    for execution in executions_of(campaign):
        assert (execution.state, execution.reason) == ("skipped", "template_rejected")
        assert journal_of(execution)[-1][:2] == ("s2", "skipped")
