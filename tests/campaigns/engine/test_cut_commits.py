"""A connection that is cut at any commit of the engine, before or after the server has it: all go on, each once."""

from itertools import count

import pytest

from campaigns.models import Step
from campaigns.services import contacts_enroll
from contacts.models import Contact
from messaging.models import Message
from tests.cut_database import Wire, work_over
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    executions_of,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("answered", [False, True], ids=["before the server has it", "before its answer is back"])
def test_at_every_commit_of_a_round(answered: bool) -> None:
    workspace = make_workspace()
    default_sender(workspace)
    template, _ = make_published(workspace, message_type="transactional")
    score = ("p", "update_score", {"delta": 1})
    contacts = make_contacts(workspace, 1)
    campaign = launch(workspace, chain(score, ("s", "send", send_config(template))))
    for place in count(1):
        # Those of before stand beside their message, which is settled now, and these begin.
        settle_messages(campaign)
        contacts += make_contacts(workspace, 2)
        contacts_enroll(campaign=campaign, contact_ids=[each.pk for each in contacts[-2:]], actor=SYSTEM)
        wire = Wire(place, answered)
        work_over(wire, tick)
        if not wire.has_broken:
            break
        tick()
    assert place > 5
    settle_messages(campaign)
    tick()
    executions = executions_of(campaign)
    assert {execution.state for execution in executions} == {"completed"}
    assert sorted(execution.contact_id for execution in executions) == sorted(each.pk for each in contacts)
    messages = Message.objects.in_workspace(workspace).values_list("execution_id", flat=True)
    assert sorted(messages) == sorted(execution.pk for execution in executions)
    parked = Step.objects.in_workspace(workspace).filter(outcome="parked").values_list("execution_id", flat=True)
    assert sorted(parked) == sorted(messages)
    assert set(Contact.objects.in_workspace(workspace).values_list("score", flat=True)) == {1}
    assert counters_of(campaign) == recount(campaign)
