"""What providers say at once of people who want nothing more, and of addresses that nothing ever arrives at."""

from collections.abc import Sequence

from messaging.delivery.batch import Candidate
from messaging.hooks.base import Fact, Report
from messaging.hooks.receiving import reports_keep
from messaging.models import Message, Sender, SuppressionReason
from messaging.providers.base import Rejected
from messaging.services.suppressions import ReportedAddress, suppressions_report
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.ids import encode_row

# Which refusals are about the whole channel: carriers stop all of a number's messages, WhatsApp marketing alone.
_ALL = frozenset({Channel.SMS.value})


def refusals_note(*, sender: Sender, refused: Sequence[tuple[Candidate, Rejected]]) -> None:
    """Of refused messages: readers who told the provider that they want no more are kept like later reports; addresses
    that take nothing any more are suppressed. Chats and devices that are gone are ended elsewhere."""
    reports = [
        Report(
            f"refused {row.id}",
            Fact.OPTED_OUT if row.channel in _ALL else Fact.UNSUBSCRIBED,
            encode_row(Message.ID_PREFIX, row.id, row.created_at),
            row.address,
        )
        for row, outcome in refused
        if outcome.reason == "recipient_opted_out" and not outcome.gone
    ]
    if reports:
        reports_keep(sender=sender, reports=reports, now=database_now())
    addresses = [
        ReportedAddress(row.channel, row.address, SuppressionReason.HARD_BOUNCE, f"{sender.name}: {outcome.detail}")
        for row, outcome in refused
        if outcome.no_address
    ]
    if addresses:
        suppressions_report(workspace_id=sender.workspace_id, addresses=addresses)
