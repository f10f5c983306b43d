"""Reads of the price list."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Exists, QuerySet
from phonenumbers import country_code_for_region

from contacts.models import Contact
from messaging.models import Price
from workspaces.models import Workspace


def price_list(workspace: Workspace) -> QuerySet[Price]:
    """Every line, by channel, type and country."""
    rows: QuerySet[Price] = Price.objects.in_workspace(workspace)
    return rows.order_by("channel", "message_type", "country")


def prices_everywhere(workspace: Workspace) -> Mapping[tuple[str, str], Decimal]:
    """What a message costs by (channel, message type), wherever it goes; what is not there has no price. One query."""
    rows = Price.objects.in_workspace(workspace).filter(country="")
    return {(channel, kind): amount for channel, kind, amount in rows.values_list("channel", "message_type", "amount")}


def prices_here(workspace: Workspace, channel: str, message_type: str) -> list[tuple[str, Decimal]]:
    """(country, price) of one kind of message: the countries in which contacts have numbers, then "" for all others.

    A query for the list, and one that looks for a number of each of its calling codes.
    """
    lines = dict(
        Price.objects.in_workspace(workspace)
        .filter(channel=channel, message_type=message_type)
        .order_by("country")
        .values_list("country", "amount")
    )
    codes = {country: country_code_for_region(country) for country in lines if country}
    numbers = Contact.objects.in_workspace(workspace)
    # A range, which the index of numbers serves in any collation; no country's code ends in a nine that carries over.
    asked = {
        f"c{code}": Exists(numbers.filter(phone__gte=f"+{code}", phone__lt=f"+{code + 1}"))
        for code in set(codes.values())
    }
    found = Workspace.objects.filter(pk=workspace.pk).values(**asked).first() if asked else None
    here = [(country, lines[country]) for country, code in codes.items() if found and found[f"c{code}"]]
    return [*here, *(("", amount) for country, amount in lines.items() if not country)]
