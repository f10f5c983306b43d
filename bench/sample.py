"""One mail as our delivery writes it, so that the baseline sends bytes of the same length."""

import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.database import insert_contacts
from bench.fixtures import launched, make_sender, make_template, make_workspace, send_flow
from campaigns.engine import stage as engine
from campaigns.engine import triggers
from messaging.delivery import sessions
from messaging.delivery import stage as delivery


class _Keeper:
    """Takes mails and keeps their bytes."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.payloads.append(envelope.content)
        return "250 kept"


def sample_mail() -> bytes:
    """The whole mail that one contact of a workspace of its own gets."""
    keeper = _Keeper()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        workspace = make_workspace("sample")
        insert_contacts(workspace.pk, 1)
        launched(workspace, "Sample", send_flow(make_template(workspace), make_sender(workspace, port)))
        for run in (triggers.run, engine.run, delivery.run):
            run()
        sessions.close_all()
    finally:
        controller.stop()
    (payload,) = keeper.payloads
    return payload
