"""Going through a campaign's executions for an order: whoever is meant is met once, whatever the size of a batch."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.engine import operating
from campaigns.engine.operating import FIRST, Selection, executions_walk
from campaigns.models import Campaign, Execution, ExecutionState
from contacts.models import Contact
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db

TRIALS = settings(max_examples=60)
STATES = [state.value for state in ExecutionState]
NODES = ["w", "e"]


@dataclass(frozen=True)
class Wanted:
    """An execution to be made: of the nth contact, in a state, at a node, before or after the order was given."""

    contact: int
    state: str
    node: str
    late: bool


wanted = st.lists(
    st.builds(Wanted, st.integers(0, 3), st.sampled_from(STATES), st.sampled_from(NODES), st.booleans()), max_size=14
)


@pytest.fixture
def people() -> list[Contact]:
    return make_contacts(make_workspace(), 4)


@pytest.fixture
def campaign(people: list[Contact]) -> Campaign:
    return launch(people[0].workspace, chain())


def fill(campaign: Campaign, people: list[Contact], rows: list[Wanted], given_at: datetime) -> dict[int, Wanted]:
    """Makes the executions and no others; what was wanted, by key."""
    Execution.objects.in_workspace(campaign.workspace_id).delete()
    made = Execution.objects.bulk_create(
        Execution(
            workspace_id=campaign.workspace_id,
            campaign=campaign,
            version_id=campaign.live_version_id,
            contact=people[row.contact],
            entry=entry,
            state=row.state,
            node=row.node,
            due_at=given_at if row.state == "pending" else None,
            finished_at=None if row.state in ("pending", "processing") else given_at,
            created_at=given_at + timedelta(seconds=1 if row.late else -1),
        )
        for entry, row in enumerate(rows, start=1)
    )
    return {execution.pk: row for execution, row in zip(made, rows, strict=True)}


@TRIALS
@given(
    rows=wanted,
    batch=st.integers(1, 6),
    states=st.sets(st.sampled_from(STATES), min_size=1),
    node=st.none() | st.sampled_from(NODES),
    contacts=st.none() | st.sets(st.integers(0, 3), min_size=1),
)
def test_whoever_is_meant_is_met_once(
    campaign: Campaign,
    people: list[Contact],
    rows: list[Wanted],
    batch: int,
    states: set[str],
    node: str | None,
    contacts: set[int] | None,
) -> None:
    given_at = database_now()
    made = fill(campaign, people, rows, given_at)
    selection = Selection(sorted(states), node, contacts=[people[each].pk for each in contacts] if contacts else None)
    met: Counter[int] = Counter()
    place, more, looked_at = FIRST, True, 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operating, "BATCH", batch)
        while more:
            walked = executions_walk(campaign.pk, selection, given_at, place)
            assert len(walked.ids) <= walked.looked_at <= batch
            met.update(walked.ids)
            place, more, looked_at = walked.last, walked.more, looked_at + walked.looked_at
    assert met == Counter(
        key
        for key, row in made.items()
        if row.state in states
        and node in (None, row.node)
        and not row.late
        and (contacts is None or row.contact in contacts)
    )
    assert looked_at <= len(made)
