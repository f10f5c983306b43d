"""Keeping the price list."""

import re
from decimal import Decimal

from django.db import transaction

from messaging.models import Price
from workspaces.channels import Channel, MessageType
from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

MOST, PLACES = Decimal(1_000_000), 6
_COUNTRY = re.compile(r"[A-Z]{2}")


@transaction.atomic
def price_set(
    *, workspace: Workspace, channel: str, message_type: str, amount: Decimal, actor: Actor, country: str = ""
) -> Price:
    """Sets what one message costs, in the workspace's currency; `country` "" is everywhere without a line of its own.

    Raises InvalidInput naming each field that is wrong.
    """
    problems = price_problems(channel=channel, message_type=message_type, amount=amount, country=country)
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)
    price, _ = Price.objects.in_workspace(workspace).update_or_create(
        channel=channel,
        message_type=message_type,
        country=country,
        defaults={"amount": amount},
        create_defaults={"workspace": workspace, "amount": amount},
    )
    _audit(price, actor, "price.set", {"amount": str(amount)})
    return price


@transaction.atomic
def price_remove(*, price: Price, actor: Actor) -> None:
    """Takes a line off the list: what it was for has no price any more, or that of everywhere."""
    _audit(price, actor, "price.removed", {})
    price.delete()


def price_problems(*, channel: str, message_type: str, amount: Decimal, country: str) -> list[FieldError]:
    """What is wrong with a line."""
    problems = []
    if channel not in Channel.values:
        problems.append(FieldError("channel", "is not known"))
    if message_type not in MessageType.values:
        problems.append(FieldError("message_type", "is not known"))
    if country and not _COUNTRY.fullmatch(country):
        problems.append(FieldError("country", "must be an ISO 3166 code of two capital letters, or empty"))
    if not amount.is_finite() or not 0 <= amount < MOST:
        problems.append(FieldError("amount", f"must be from 0 to less than {MOST:,}"))
    elif amount != round(amount, PLACES):
        problems.append(FieldError("amount", f"has more than {PLACES} decimal places"))
    return problems


def _audit(price: Price, actor: Actor, action: str, data: dict[str, str]) -> None:
    audit_record(
        workspace=price.workspace,
        actor=actor,
        action=action,
        target_type="price",
        target_id=str(price.pk),
        data={"channel": price.channel, "message_type": price.message_type, "country": price.country, **data},
    )
