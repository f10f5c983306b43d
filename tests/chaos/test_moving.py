"""kill -9 of whoever moves executions to another version: each is moved once, and none stays behind."""

from collections import Counter

import pytest

from campaigns.engine.moving.stage import BATCH
from campaigns.models import Execution, MoveState, Step, VersionMove
from campaigns.services import Publishing, PublishMode, campaign_publish, draft_save
from tests.chaos.crew import Crew
from tests.factories.campaigns import SYSTEM, chain, counters_of, launch, recount, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

MOVING = ("moving.before_commit",)
WAIT = {"duration": {"value": 2, "unit": "days"}}


# In the only batch, and in the second one, as BATCH executions make one.
@pytest.mark.parametrize(("passage", "contacts"), [(1, 300), (2, BATCH + 300)])
def test_a_killed_move_goes_on_where_it_stood(crew: Crew, passage: int, contacts: int) -> None:
    workspace = make_workspace()
    make_contacts(workspace, contacts)
    campaign = launch(workspace, chain(("w", "wait", WAIT)))
    tick()
    document = chain(("w", "wait", WAIT), ("g", "tag", {"action": "add", "tag": "moved"}))
    draft_save(campaign=campaign, document=document, actor=SYSTEM)
    version = campaign_publish(campaign=campaign, actor=SYSTEM, how=Publishing(PublishMode.MOVE))
    crew.crash(f"{MOVING[0]}:{passage}")
    executions = Execution.objects.in_workspace(workspace)
    assert executions.filter(version=version).count() == (passage - 1) * BATCH
    crew.start()
    done = VersionMove.objects.in_workspace(workspace).filter(state=MoveState.DONE)
    wait_until(done.exists, what=crew.tails)
    crew.stop()
    assert Counter(executions.values_list("version", "node", "visit")) == {(version.pk, "w", 2): contacts}
    moved = Step.objects.in_workspace(workspace).filter(reason="version_moved")
    assert moved.count() == moved.values("execution_id").distinct().count() == contacts
    assert counters_of(campaign) == recount(campaign)
