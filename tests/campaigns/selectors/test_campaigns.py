"""Finding campaigns and executions: by status, by name, and never across workspaces."""

from uuid import uuid4

import pytest

from campaigns.models import HoldKind
from campaigns.selectors import ShownStatus, campaign_get, campaign_runs, campaigns_list, execution_get
from campaigns.services import campaign_archive, campaign_pause, hold_add
from tests.factories.campaigns import SYSTEM, chain, executions_of, launch, make_campaign, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.errors import NotFound
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    make_contacts(workspace, 1)
    return workspace


def test_lists_follow_the_shown_status(workspace: Workspace) -> None:
    done = launch(workspace, chain(), name="done")
    tick()
    draft = make_campaign(workspace, name="draft")
    running = launch(workspace, chain(), name="running")
    paused = launch(workspace, chain(), name="paused")
    campaign_pause(campaign=paused, actor=SYSTEM)
    faulty = launch(workspace, chain(), name="faulty")
    hold_add(campaign=faulty, kind=HoldKind.ERROR, reason="", actor=SYSTEM)
    both = launch(workspace, chain(), name="both")
    campaign_pause(campaign=both, actor=SYSTEM)
    hold_add(campaign=both, kind=HoldKind.ERROR, reason="", actor=SYSTEM)
    archived = campaign_archive(campaign=make_campaign(workspace, name="archived"), actor=SYSTEM)

    def names(*statuses: ShownStatus) -> list[str]:
        return [campaign.name for campaign in campaigns_list(workspace, statuses=statuses)]

    assert names(ShownStatus.DRAFT) == [draft.name]
    assert names(ShownStatus.RUNNING) == [running.name]
    assert names(ShownStatus.PAUSED) == ["both", "paused"]
    assert names(ShownStatus.PAUSED_ERROR) == ["faulty"]
    assert names(ShownStatus.COMPLETED, ShownStatus.ARCHIVED) == [archived.name, done.name]
    assert names() == []
    everything = campaigns_list(workspace)
    assert [campaign.name for campaign in everything] == ["both", "faulty", "paused", "running", "draft", "done"]
    assert [campaign.name for campaign in campaigns_list(workspace, search="PAUS")] == ["paused"]


def test_another_workspaces_rows_are_not_found(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    [execution] = executions_of(campaign)
    assert campaign_get(workspace, campaign.public_id) == campaign
    assert campaign_get(workspace, str(campaign.pk)) == campaign
    assert execution_get(workspace, execution.public_id) == execution
    stranger = make_workspace()
    for wanted in (campaign.public_id, campaign.pk, uuid4(), "cmp_1", "seg_01h455vb4pex5vsknk084sn02q", ""):
        with pytest.raises(NotFound, match="There is no such campaign"):
            campaign_get(stranger, wanted)
    for wanted in (execution.public_id, "exe_1", str(uuid4())):
        with pytest.raises(NotFound, match="There is no such execution"):
            execution_get(stranger, wanted)
    assert [run.campaign_id for run in campaign_runs(campaign)] == [campaign.pk]
