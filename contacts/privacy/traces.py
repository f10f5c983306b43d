"""Rows that name a person by an address, without a contact's id: refused rows of files, and what was wrong in them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower

from contacts.imports.identities import contact_identities
from contacts.models import Contact, ImportRefusedRow, ImportRowError
from contacts.privacy.registry import Rows
from workspaces.sql import load


def traces_of(workspace_id: UUID, ids: Sequence[UUID]) -> Mapping[str, Rows]:
    """What files said of these contacts and was not taken, by contact. Three queries."""
    owners = _owners(workspace_id, ids)
    refused: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    faults: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = ImportRefusedRow.objects.in_workspace(workspace_id).filter(identities__overlap=list(owners))
    for row in rows.select_related("contact_import").order_by("pk"):
        told = {"file": row.contact_import.filename, "row": row.row, "cells": row.cells, "problem": row.problem}
        for owner in {owners[each] for each in row.identities if each in owners}:
            refused[owner].append(told)
    named = ImportRowError.objects.in_workspace(workspace_id).alias(folded=Lower("value"))
    folded = {each.lower(): owner for each, owner in owners.items()}
    for fault in named.filter(Q(folded__in=list(folded))).select_related("contact_import").order_by("pk"):
        told = {"file": fault.contact_import.filename, "row": fault.row, "message": fault.message}
        faults[folded[fault.value.lower()]].append(told)
    return {"refused_rows_of_files": refused, "remarks_on_rows_of_files": faults}


def traces_erase(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    """Deletes them; two statements."""
    identities = list(_owners(workspace_id, ids))
    if identities:
        with connection.cursor() as cursor:
            params: dict[str, Any] = {"workspace": workspace_id, "identities": identities}
            cursor.execute(load("contacts", "traces_erase"), params)


def _owners(workspace_id: UUID, ids: Sequence[UUID]) -> dict[str, UUID]:
    """The contact that each address, number and id names."""
    rows = Contact.objects.in_workspace(workspace_id).filter(pk__in=ids)
    return {
        identity: contact_id
        for contact_id, *own in rows.values_list("pk", "email", "phone", "external_id")
        for identity in contact_identities(*own)
    }
