"""What providers say at once of people who want nothing more, kept like what they report later."""

from collections.abc import Sequence

from messaging.delivery.batch import Candidate
from messaging.hooks.base import Fact, Report
from messaging.hooks.receiving import reports_keep
from messaging.models import Message, Sender
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.ids import encode_row

# Which refusals are about the whole channel: carriers stop all of a number's messages, WhatsApp marketing alone.
_ALL = frozenset({Channel.SMS.value})


def refusals_note(*, sender: Sender, rows: Sequence[Candidate]) -> None:
    """Messages that the provider refused because their readers had told it that they want no more."""
    reports = [
        Report(
            f"refused {row.id}",
            Fact.OPTED_OUT if row.channel in _ALL else Fact.UNSUBSCRIBED,
            encode_row(Message.ID_PREFIX, row.id, row.created_at),
            row.address,
        )
        for row in rows
    ]
    reports_keep(sender=sender, reports=reports, now=database_now())
