"""The counters' jobs beside each other and beside writers; and the first count of a database that had rows before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection, connections

from campaigns.engine import counters
from campaigns.models import Campaign, NodeCounter, NodeTimeline
from messaging.counters import jobs as message_counters
from messaging.models import Message
from tests.chaos.invariants import check_counters
from tests.factories.campaigns import chain, default_sender, launch, make_campaign, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

ROUNDS, WRITERS, FOLDERS = 30, 3, 3


@pytest.mark.django_db(transaction=True)
def test_compactions_beside_each_other_and_beside_writers_lose_nothing() -> None:
    campaign = make_campaign(make_workspace())
    now = database_now()

    def write(number: int) -> None:
        try:
            for round_ in range(ROUNDS):
                NodeCounter.unscoped_objects.bulk_create(
                    NodeCounter(
                        workspace_id=campaign.workspace_id,
                        campaign=campaign,
                        node=f"n{node}",
                        outcome="completed",
                        delta=1,
                        created_at=now - timedelta(hours=(number + node + round_) % 5),
                    )
                    for node in range(5)
                )
        finally:
            connections.close_all()

    def fold(_: int) -> None:
        try:
            for _round in range(ROUNDS):
                counters.compact()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + FOLDERS) as pool:
        jobs = [pool.submit(write, number) for number in range(WRITERS)]
        jobs += [pool.submit(fold, number) for number in range(FOLDERS)]
        for job in jobs:
            job.result()
    counters.compact()
    totals = NodeCounter.objects.in_workspace(campaign.workspace_id).values_list("node", "delta", "folded")
    assert sorted(totals) == [(f"n{node}", WRITERS * ROUNDS, True) for node in range(5)]
    hours = NodeTimeline.objects.in_workspace(campaign.workspace_id).values_list("number", flat=True)
    assert sum(hours) == 5 * WRITERS * ROUNDS


@pytest.mark.django_db
def test_rows_of_before_the_counters_are_counted_by_the_migrations() -> None:
    campaign = _under_way()
    with connection.cursor() as cursor:
        cursor.execute(import_module("campaigns.migrations.0008_counters").RECOUNT)
        cursor.execute("DELETE FROM messaging_messagecounter")
        cursor.execute(import_module("messaging.migrations.0005_counters").BACKFILL)
    assert counters.recount(campaign.pk) == message_counters.recount(campaign.pk) == []
    check_counters(campaign)
    counters.compact()
    message_counters.compact()
    check_counters(campaign)


def _under_way() -> Campaign:
    """One waits after its mail, one was skipped, one is beside its mail, and one was erased."""
    workspace = make_workspace()
    default_sender(workspace)
    contacts = make_contacts(workspace, 4)
    grant_consent(contacts)
    template, _ = make_published(workspace)
    wait = ("w", "wait", {"duration": {"value": 1, "unit": "days"}})
    campaign = launch(workspace, chain(("s", "send", send_config(template)), wait))
    tick()
    now = database_now()
    messages = Message.objects.in_workspace(workspace)
    messages.filter(contact__in=contacts[:2]).update(state="accepted", settled_at=now, opened_at=now)
    messages.filter(contact=contacts[2]).update(state="skipped", reason="no_consent", settled_at=now)
    tick(now + timedelta(seconds=1))
    contacts[1].delete()
    return campaign
