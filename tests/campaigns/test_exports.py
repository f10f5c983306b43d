"""Exports of reports: the numbers of the pages, and everybody who entered."""

import csv
import io

import pytest

from campaigns.engine import stage
from campaigns.services import contacts_enroll
from contacts.services import export_create
from contacts.services.exports import export_run
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def table(workspace: Workspace, kind: str, **filter: object) -> list[dict[str, str]]:
    export = export_create(workspace=workspace, kind=kind, filter=filter, actor=ACTOR)
    done = export_run(export_id=export.pk)
    assert done is not None
    assert (done.state, done.error) == ("done", "")
    with done.file.open("rb") as file:
        return list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))


def test_a_campaigns_reports_become_files() -> None:
    workspace = make_workspace()
    ada, bob = (make_contact(workspace, email=f"{name}@example.com", first_name=name) for name in ("ada", "bob"))
    flow = chain(("w1", "wait", {"duration": {"value": 7, "unit": "days"}}))
    campaign = launch(workspace, flow, name="Spring")
    contacts_enroll(campaign=campaign, contact_ids=[ada.pk, bob.pk], actor=ACTOR)
    while stage.run(database_now()).more:
        pass
    funnel = {row["node"]: row for row in table(workspace, "campaign_funnel", campaign=campaign.public_id)}
    assert (funnel["w1"]["entered"], funnel["w1"]["waiting"], funnel["w1"]["messages_sent"]) == ("2", "2", "")
    days = table(workspace, "campaign_timeline", campaign=campaign.public_id, days=3)
    assert [day["entered"] for day in days] == ["0", "0", "2"]
    people = table(workspace, "campaign_contacts", campaign=campaign.public_id)
    assert [(row["email"], row["state"], row["first_name"]) for row in people] == [
        ("ada@example.com", "pending", "ada"),
        ("bob@example.com", "pending", "bob"),
    ]
    assert people[0]["entered_at"]
    assert people[0]["finished_at"] == ""


def test_wrong_filters_are_refused() -> None:
    workspace = make_workspace()
    other = make_workspace()
    make_contact(other)
    campaign = launch(other, chain(("w1", "wait", {"duration": {"value": 7, "unit": "days"}})))
    for filter in ({}, {"campaign": campaign.public_id}):
        with pytest.raises(NotFound):
            export_create(workspace=workspace, kind="campaign_funnel", filter=filter, actor=ACTOR)
    for days in (0, 401, True, "7"):
        with pytest.raises(InvalidInput):
            export_create(
                workspace=workspace, kind="campaign_timeline", filter={"campaign": "x", "days": days}, actor=ACTOR
            )
