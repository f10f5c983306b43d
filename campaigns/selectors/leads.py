"""Contacts as leads: how far each has come, told from messages and goals. Asked by rows, stored nowhere."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from django.db import connection

from contacts.arrays import uuid_array
from contacts.rules import Predicate
from workspaces.sql import load


class LeadStatus(StrEnum):
    """The furthest that a contact has come."""

    NEW = "new"  # no message has gone out
    CONTACTED = "contacted"  # a provider has taken a message
    REPLIED = "replied"  # the contact answered one
    CONVERTED = "converted"  # reached the goal of a campaign


def lead_status_is(status: LeadStatus) -> Predicate:
    """The contacts `c` of this status. Plan: message_by_contact and the index on a conversion's contact, for each."""
    return Predicate(f"({load('campaigns.selectors', 'lead_status')}) = %(lead_status)s", {"lead_status": status.value})


def lead_statuses(workspace_id: UUID, contact_ids: Collection[UUID]) -> dict[UUID, LeadStatus]:
    """The status of each of these contacts, in one query."""
    status = load("campaigns.selectors", "lead_status")
    # Statements of ours only.
    sql = f"SELECT c.id, ({status}) FROM contacts_contact c WHERE c.workspace_id = %(workspace)s AND c.id = ANY (%(ids)s::uuid[])"  # noqa: S608, E501  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"workspace": workspace_id, "ids": uuid_array(contact_ids)})
        return {contact: LeadStatus(word) for contact, word in cursor.fetchall()}
