"""Which campaigns use attributes, for the registry in contacts: by conditions, waits for a date, steps that set one."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.models import Campaign
from contacts.attributes.uses import AttributeUse, attributes_in, register
from workspaces.ids import encode
from workspaces.sql import load

# What a wait until a date in an attribute needs of it.
_DATES = frozenset({"before"})


@register
def campaigns_using_attributes(workspace_id: UUID) -> Iterable[tuple[str, AttributeUse]]:
    """Every attribute that a campaign's settings, live flow or draft names, with the campaign; one query."""
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.selectors", "attribute_documents"), {"workspace": workspace_id})
        rows = cursor.fetchall()
    for campaign_id, name, text in rows:
        documents = json.loads(text)
        public_id = encode(Campaign.ID_PREFIX, campaign_id)
        for key, operators in [*attributes_in(documents).items(), *_others(documents)]:
            yield key, AttributeUse("campaign", public_id, name, operators)


def _others(documents: list[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """What nodes name outside of conditions: waits for the date in an attribute, and steps that set one."""
    for document in documents:
        for node in (document or {}).get("nodes", ()):
            config = node.get("config") or {}
            if node.get("type") == "wait" and isinstance(config.get("attribute"), str):
                yield config["attribute"], _DATES
            elif node.get("type") == "set_field" and isinstance(config.get("field"), str):
                yield config["field"], frozenset()
