"""Loading one contact's facts for the conditions of a rule: the row, and what each type of condition adds."""

import json
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from contacts.rules import registry
from contacts.rules.facts import Asked, Facts, exact_json
from contacts.rules.tree import Leaf, Rule
from workspaces.sql import load

_OWN = ("email", "phone", "first_name", "last_name", "timezone", "external_id", "created_at")


def load_facts(rule: Rule, asked: Asked) -> Facts | None:
    """The facts that the rule's conditions look at; None where the workspace has no such contact.

    One query for the contact, and one for each type of condition that looks further, however many conditions there are.
    Raises TooManyFacts where one contact's history is longer than is good to load.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            load("contacts.rules", "contact_facts"), {"contact": asked.contact_id, "workspace": asked.workspace_id}
        )
        row = cursor.fetchone()
    if row is None:
        return None
    *own, attributes, tags, score, zone = row
    leaves: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in rule.leaves():
        leaves[leaf.type].append(leaf)
    loaded: dict[str, Any] = {key: registry.type_of(of_type[0]).load(of_type, asked) for key, of_type in leaves.items()}
    trigger = exact_json(json.dumps(asked.trigger)) if asked.context.context_column else None
    return Facts(
        asked=asked,
        own=dict(zip(_OWN, own, strict=True)),
        attributes=exact_json(attributes),
        tags=tuple(tags),
        score=score,
        zone=ZoneInfo(zone),
        trigger=trigger,
        loaded=loaded,
    )
