"""`manage.py recount_counters [campaign …] [--repair]`: compares counters with a count of their rows, by campaign."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.engine import counters
from campaigns.models import Campaign
from messaging.counters import jobs as message_counters
from workspaces.ids import InvalidId, decode


class Command(BaseCommand):
    """Say which counters are wrong, and put them right where asked to."""

    help = "Compare the counters of campaigns and their messages with a count of the rows; safe beside running workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which campaigns, and whether to repair."""
        parser.add_argument("campaigns", nargs="*", metavar="CAMPAIGN", help="ids; all campaigns where none is named")
        parser.add_argument("--repair", action="store_true", help="append what is missing to the counters")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line per wrong counter; an error when some are left wrong."""
        checked = wrong = 0
        for campaign in _campaigns(options["campaigns"]):
            checked += 1
            found = [
                *counters.recount(campaign.pk, repair=options["repair"]),
                *message_counters.recount(campaign.pk, repair=options["repair"]),
            ]
            wrong += len(found)
            for each in found:
                self.stdout.write(f"{campaign.public_id} {each.node or '-'} {each.counter}: {each.missing:+d}")
        words = f"{checked} campaigns compared, {wrong} counters " + ("repaired" if options["repair"] else "wrong")
        if wrong and not options["repair"]:
            raise CommandError(words)
        self.stdout.write(words)


def _campaigns(ids: list[str]) -> Iterable[Campaign]:
    """The named ones, or all; CommandError for an id that names none."""
    campaigns = Campaign.objects.across_workspaces().order_by("pk")
    if not ids:
        return campaigns.iterator()
    try:
        found = list(campaigns.filter(pk__in=[decode(Campaign.ID_PREFIX, text) for text in ids]))
    except InvalidId as error:
        raise CommandError(str(error)) from error
    if len(found) != len(set(ids)):
        raise CommandError(f"There are {len(found)} campaigns of these ids, not {len(set(ids))}.")
    return found
