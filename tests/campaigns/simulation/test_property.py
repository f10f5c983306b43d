"""Random flows: a simulation leaves everything as it was, and says of pure flows what then happens."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.lifecycle.entering import contacts_enter
from campaigns.models import Campaign, Execution, Step, Trigger
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.reports.journal import journal_lines
from campaigns.services import campaign_launch
from campaigns.simulation import SimulatedStep, simulate
from campaigns.simulation.telling import steps_told
from contacts.models import Contact
from tests.campaigns.machine.flows import Document, documents
from tests.campaigns.machine.scene import Scene
from tests.campaigns.nodes.data import CAMPAIGN
from tests.campaigns.simulation.state import database_state
from tests.campaigns.simulation.test_simulate import NOW
from tests.factories.campaigns import SYSTEM, flow, launch, make_campaign, tick

CHECKED = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# What neither waits for others nor depends on them.
PURE = ["wait", "condition", "switch", "ab_test", "tag", "set_field", "update_score", "segment_add", "segment_remove"]
TRIGGERS = [each.key for each in registry.all_types() if each.category is Category.TRIGGER]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = Scene()
    yield made
    made.close()


@CHECKED
@given(document=documents(), place=st.integers(0, 3), forced=st.booleans())
def test_everything_is_left_as_it_was(scene: Scene, document: Document, place: int, forced: bool) -> None:
    with transaction.atomic():
        contact = scene.contacts(4)[place]
        other = launch(scene.workspace, flow(("t", "trigger_api", {}), ("e", "end", {})))
        real = scene.real(document, **{CAMPAIGN: other.public_id})
        campaign = make_campaign(scene.workspace, real)
        before = database_state()
        told = simulate(campaign=campaign, contact=contact, now=NOW, choices={"n0": "next"} if forced else {})
        assert database_state() == before
        assert told.state in ("completed", "failed", "skipped", "stopped", "not_entered")
        assert told.entered or not forced
        assert [step.at for step in told.steps] == sorted(step.at for step in told.steps)
        transaction.set_rollback(True)


@CHECKED
@given(inner=st.lists(st.sampled_from(PURE), min_size=1, max_size=6), data=st.data(), place=st.integers(0, 3))
def test_what_it_says_is_what_happens(scene: Scene, inner: list[str], data: st.DataObject, place: int) -> None:
    with transaction.atomic():
        contact = scene.contacts(4)[place]
        document = branched(scene.real(data.draw(documents(inner=inner))), data)
        campaign = make_campaign(scene.workspace, document)
        told = simulate(campaign=campaign, contact=contact, now=NOW, choices={"n0": "next"})
        happened = really(campaign, contact)
        if told.state == "stopped":
            happened = happened[: len(told.steps) - 1]
            assert happened == list(told.steps)[:-1]
        else:
            assert happened == list(told.steps)
        transaction.set_rollback(True)


def branched(document: Document, data: st.DataObject) -> Document:
    """Each port but a node's first may lead further on than to the next node, so that ways part and join."""
    keys = [node["id"] for node in document["nodes"]]
    first: set[str] = set()
    for edge in document["edges"]:
        if edge["source"] in first:
            edge["target"] = data.draw(st.sampled_from(keys[keys.index(edge["target"]) :]))
        first.add(edge["source"])
    return document


def really(campaign: Campaign, contact: Contact) -> list[SimulatedStep]:
    """The contact's way through the launched campaign, told as the simulation tells it."""
    launched = campaign_launch(campaign=campaign, actor=SYSTEM)
    trigger = Trigger.objects.in_workspace(campaign.workspace_id).get(version_id=launched.live_version_id, node="n0")
    entries = contacts_enter(campaign=launched, trigger=trigger, contexts={contact.pk: None}, now=NOW)
    executions = Execution.objects.in_workspace(campaign.workspace_id).select_related("version", "campaign")
    now, rounds = NOW, 0
    while now is not None and rounds < 60:
        tick(now)
        rounds += 1
        execution = executions.get(pk=entries[contact.pk].execution_id)
        now = execution.due_at
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(execution_id=execution.pk).order_by("pk")
    return list(steps_told(journal_lines(execution, list(steps)), []))
