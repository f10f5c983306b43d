"""The real processes: two beats and Celery workers, killed and robbed of what the embedded broker held for them.

Every message of the broker is only a hint, so all of this costs time and nothing else.
"""

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from campaigns.models import Campaign, Run, Trigger
from campaigns.services import campaign_launch
from scripts.processes import commands
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import MAILS, Scene, leases_run_out
from tests.factories.campaigns import SYSTEM, flow, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import Processes, Running, current_database_url, wait_until
from workspaces.clock import database_now

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]


def flush_broker() -> None:
    """Takes every message from every queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name FROM pgmq.meta")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM pgmq."q_{name}"')


@pytest.fixture
def processes(scene: Scene, tmp_path: Path) -> Iterator[Processes]:
    """Starts the programs of an installation on the test's database and its broker."""
    flush_broker()
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": current_database_url(),
        "CELERY_BROKER_URL": "pgmq://localhost",
        "WORKER_CONCURRENCY": "1",
        "CAMPANILE_CRASH_POINT": "",
    }
    group = Processes(tmp_path, environment)
    yield group
    group.end()
    flush_broker()


def start(processes: Processes, name: str) -> Running:
    """A worker (`worker`, `delivery`) or beat, by the command line of `make run`."""
    return processes.start(name, "sh", "-c", commands(0)[name.split("-")[0]])


@pytest.fixture
def repeating() -> Campaign:
    """A campaign that three contacts enter every hour."""
    workspace = make_workspace()
    make_contacts(workspace, 3)
    trigger = {"rrule": "FREQ=HOURLY"}
    document = flow(("t", "trigger_scheduled", trigger), ("e", "end", {}))
    return campaign_launch(campaign=make_campaign(workspace, document), actor=SYSTEM)


def make_due(campaign: Campaign) -> datetime:
    """The campaign's schedule is due now; gives the moment of this occurrence."""
    now = database_now()
    Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk, lifecycle="SCHEDULED").update(
        starts_at=now
    )
    Trigger.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign).update(next_fire_at=now)
    return now


def fired(campaign: Campaign) -> list[datetime | None]:
    """The occurrences that have a run, in order."""
    runs = Run.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign)
    return list(runs.order_by("scheduled_for").values_list("scheduled_for", flat=True))


def test_kills_and_a_flushed_broker_only_delay(scene: Scene, repeating: Campaign, processes: Processes) -> None:
    chance = random.Random(2026)
    for beat in ("beat-1", "beat-2"):
        start(processes, beat)
    running = {kind: start(processes, f"{kind}-1") for kind in ("worker", "delivery")}
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    occurrences = [make_due(repeating)]
    for number, (part, kind) in enumerate(((0.1, "delivery"), (0.3, "worker"), (0.5, "delivery")), start=2):
        scene.wait_taken(int(MAILS * part) + chance.randrange(40))
        flush_broker()
        running[kind].kill()
        if kind == "delivery":
            leases_run_out()
        check_rows(scene.campaign)
        running[kind] = start(processes, f"{kind}-{number}")
        wait_until(lambda: fired(repeating) == occurrences, what=processes.tails)
        occurrences.append(make_due(repeating))
    wait_until(lambda: fired(repeating) == occurrences, what=processes.tails)
    scene.wait_finished()
    processes.end()
    for campaign in (scene.campaign, repeating):
        check_rows(campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()
    assert fired(repeating) == occurrences
