"""Reads of the price list."""

from collections import defaultdict
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


def prices_by_country(workspace: Workspace) -> Mapping[tuple[str, str], Mapping[str, Decimal]]:
    """{(channel, message type): {country: price}}, "" being wherever no other line says it; one query.

    What is not there has no price.
    """
    found: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    rows = Price.objects.in_workspace(workspace).values_list("channel", "message_type", "country", "amount")
    for channel, kind, country, amount in rows:
        found[channel, kind][country] = amount
    return found


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
