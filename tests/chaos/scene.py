"""The campaign of the chaos tests and what passes for time in them.

500 contacts: send `s1` → wait → who is `vip` gets `s2` → tag → end. So 750 mails have to arrive.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.db import connection

from campaigns.models import Campaign, Execution
from contacts.models import Contact
from messaging.models import Message
from messaging.services import price_set
from tests.factories.campaigns import SYSTEM, flow, make_campaign, send_config
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until
from workspaces.models import Workspace
from workspaces.services.balance import balance_open, balance_top_up

CONTACTS, VIPS = 500, 250
MAILS = CONTACTS + VIPS
_IS_VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


class Office(Protocol):
    """Who takes the mails: a mail server, or a vendor over HTTP. `letters` are (message id, recipient) of each."""

    letters: list[tuple[str, str]]

    def wait_quiet(self) -> None:
        """Waits until every client is gone and everything it had sent is recorded."""


@dataclass
class Scene:
    """A draft ready to be launched, and the server to which it sends."""

    workspace: Workspace
    campaign: Campaign
    office: Any  # an `Office`, with what its kind can be told besides
    contacts: list[Contact]

    def messages(self, **wanted: Any) -> list[Message]:
        """The campaign's messages, oldest first."""
        found = Message.objects.in_workspace(self.workspace).filter(stream_id=self.campaign.pk, **wanted)
        return list(found.order_by("pk"))

    def count(self, *states: str) -> int:
        """How many messages are in one of these states."""
        return Message.objects.in_workspace(self.workspace).filter(stream_id=self.campaign.pk, state__in=states).count()

    def executions(self, *states: str) -> int:
        """How many executions are in one of these states."""
        found = Execution.objects.in_workspace(self.workspace).filter(campaign_id=self.campaign.pk, state__in=states)
        return found.count()

    def lifecycle(self) -> str:
        """The campaign's stored lifecycle."""
        found = Campaign.objects.in_workspace(self.workspace).filter(pk=self.campaign.pk)
        return str(found.values_list("lifecycle", flat=True).get())

    def wait_taken(self, number: int) -> None:
        """Waits until the server has had so many mails."""
        wait_until(lambda: len(self.office.letters) >= number, what=self.state)

    def wait_finished(self) -> None:
        """Waits until nothing is left to do but to look at messages of unknown outcome; then lets their hour pass."""
        wait_until(self._rests, what=self.state)
        while self.executions("processing"):
            an_hour_passes()
            wait_until(self._rests, what=self.state)
        wait_until(lambda: self.lifecycle().startswith("COMPLETED"), what=self.state)

    def check_all_served(self) -> None:
        """Each contact's ways and mails: accepted, or of unknown outcome."""
        accepted, unknown = self.count("accepted"), self.count("unknown")
        assert (accepted + unknown, len(self.messages(node="s2"))) == (MAILS, VIPS), self.state()
        assert self.executions("completed") == CONTACTS
        assert self.lifecycle() == ("COMPLETED_PARTIAL" if unknown else "COMPLETED")

    def state(self) -> str:
        """For messages of failed assertions."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 'message', node, state, reason, count(*) FROM messaging_message GROUP BY 1, 2, 3, 4 UNION ALL "
                "SELECT 'execution', node, state, reason, count(*) FROM campaigns_execution GROUP BY 1, 2, 3, 4"
            )
            rows = cursor.fetchall()
        return "\n".join(map(str, [self.lifecycle(), len(self.office.letters), *rows]))

    def _rests(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_RESTS, {"campaign": self.campaign.pk, "contacts": CONTACTS})
            return bool(cursor.fetchone()[0])


# Everybody has come in, and has ended or stands beside a message that is of unknown outcome since less than an hour.
# One statement, so one moment; from then on nothing moves by itself.
_RESTS = """
SELECT (SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(campaign)s) = %(contacts)s
   AND NOT EXISTS (
       SELECT 1 FROM messaging_message WHERE stream_id = %(campaign)s AND state IN ('queued', 'sending'))
   AND NOT EXISTS (
       SELECT 1
       FROM campaigns_execution e
       LEFT JOIN messaging_message m ON m.execution_id = e.id AND m.node = e.node AND m.visit = e.visit
           AND m.state = 'unknown' AND m.settled_at > clock_timestamp() - interval '1 hour'
       WHERE e.campaign_id = %(campaign)s AND e.state IN ('pending', 'processing') AND m.id IS NULL)
"""


def make_scene(office: Office, **fields: Any) -> Scene:
    """A workspace with its sender of these fields, templates and contacts, and the draft of its campaign."""
    workspace = make_workspace()
    sender = make_sender(workspace, is_default=True, **fields)
    contacts = make_contacts(workspace, CONTACTS - VIPS) + make_contacts(workspace, VIPS, tags=["vip"])
    grant_consent(contacts)
    template, _ = make_published(workspace, content=email_content())
    document = flow(
        ("t", "trigger_manual", {}),
        ("s1", "send", send_config(template, sender=sender.public_id)),
        ("w", "wait", {"duration": {"value": 1, "unit": "seconds"}}),
        ("c", "condition", {"rule": _IS_VIP}),
        ("s2", "send", send_config(template, sender=sender.public_id)),
        ("g", "tag", {"action": "add", "tag": "welcomed"}),
        ("e", "end", {}),
        edges=["t>s1", "s1>w", "w>c", "c.yes>s2", "c.no>g", "s2>g", "g>e"],
    )
    return Scene(workspace, make_campaign(workspace, document), office, contacts)


def prepay(scene: Scene) -> None:
    """From now on each mail costs a cent, and there is enough for all."""
    price = {"channel": "email", "message_type": "marketing", "amount": Decimal("0.01")}
    price_set(workspace=scene.workspace, actor=SYSTEM, **price)
    balance_open(workspace=scene.workspace, actor=SYSTEM)
    balance_top_up(workspace=scene.workspace, amount=Decimal(100), reference="paid", actor=SYSTEM)


def an_hour_passes() -> None:
    """For messages of unknown outcome: their executions may go on now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_message SET settled_at = settled_at - interval '61 minutes' WHERE state = 'unknown'"
        )


def leases_run_out() -> None:
    """For messages whose worker is known to be dead."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_message SET lease_expires_at = clock_timestamp() WHERE state = 'sending'")


def pauses_pass() -> None:
    """For messages that wait to be tried again and for senders that were found out of order."""
    with connection.cursor() as cursor:
        # The other way round, somebody could claim in between and put the messages off again. What waits for nothing is
        # left alone: a claim that began before a moment that is moved again and again never sees it pass.
        cursor.execute(
            "UPDATE messaging_sender SET unavailable_until = clock_timestamp()"
            " WHERE unavailable_until > clock_timestamp()"
        )
        cursor.execute(
            "UPDATE messaging_message SET not_before = clock_timestamp()"
            " WHERE state = 'queued' AND not_before > clock_timestamp()"
        )


def after_pauses(condition: Callable[[], bool]) -> bool:
    """The condition, once nobody waits for a later moment: workers may have put off something since the last time."""
    pauses_pass()
    return condition()
