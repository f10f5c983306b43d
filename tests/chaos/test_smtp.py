"""The mail server's failures: what may have arrived is never sent again, what has not is sent once it can be."""

from collections.abc import Callable

import pytest

from campaigns.models import CampaignHold
from campaigns.services import campaign_launch, campaign_resume
from messaging.models import Sender
from messaging.providers.smtp_lane import LONGEST_TRAIN
from tests.chaos.crew import Crew
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import MAILS, Scene, after_pauses, pauses_pass
from tests.factories.campaigns import SYSTEM
from tests.messaging.loopback import DROP
from tests.messaging.smtp_server import at
from tests.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

TIMES = (1, 2, 60, 333, 501)


def finish(scene: Scene, crew: Crew) -> None:
    """Waits for the end and checks all that must hold then."""
    scene.wait_finished()
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()


@pytest.mark.parametrize("pipelining", [True, False])
def test_no_answer_after_the_final_dot_is_unknown_and_never_retried(scene: Scene, crew: Crew, pipelining: bool) -> None:
    scene.office.pipelining = pipelining
    scene.office.script = at("content", DROP, *TIMES)
    crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    finish(scene, crew)
    unanswered = {scene.office.letters[time - 1][0] for time in TIMES}
    unknown = scene.messages(state="unknown")
    assert {message.public_id for message in unknown} == unanswered
    assert {(message.reason, message.attempt) for message in unknown} == {("no_answer", 1)}
    assert len(scene.office.letters) == MAILS


def test_no_answer_amid_a_train_leaves_its_mails_unknown_and_none_is_sent_twice(scene: Scene, crew: Crew) -> None:
    scene.office.chunking = True
    scene.office.script = at("content", DROP, *TIMES)
    crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    finish(scene, crew)
    unknown = {message.public_id: message for message in scene.messages(state="unknown")}
    assert {scene.office.letters[time - 1][0] for time in TIMES} <= unknown.keys()
    assert {(message.reason, message.attempt) for message in unknown.values()} == {("no_answer", 1)}
    # Only the mails of the one train that broke may have been left unread; the others were taken, answered or not.
    left = unknown.keys() - {letter for letter, _ in scene.office.letters}
    assert len(unknown) - len(left) >= len(TIMES)
    assert len(left) < LONGEST_TRAIN
    assert len(scene.office.letters) == MAILS - len(left)


def test_a_connection_lost_before_the_content_costs_nobody_a_mail(scene: Scene, crew: Crew) -> None:
    drops = {("MAIL", 1), ("RCPT", 60), ("DATA", 2), ("DATA", 333), ("DATA", 501)}
    scene.office.script = lambda stage, number: DROP if (stage, number) in drops else None
    crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    wait_until(lambda: not scene.count("sending") and still_due(scene) == 0, what=scene.state)
    pauses_pass()
    finish(scene, crew)
    assert scene.count("accepted") == len(scene.office.letters) == MAILS


def still_due(scene: Scene) -> int:
    """Messages that wait for nothing but a worker, and executions that are yet to come to one."""
    waiting = len(scene.messages(state="queued", tries=0))
    return waiting + scene.executions("pending") + (not scene.messages())


@pytest.mark.parametrize("answer", ["421 closed for lunch", "refused"])
def test_a_server_that_comes_back_gets_everything_once(scene: Scene, crew: Crew, answer: str) -> None:
    """The third failure in a row opens the breaker: the campaign waits for somebody who resumes it."""
    office = scene.office
    if answer == "refused":
        office.stop()
    else:
        office.script = at("connect", answer)
    crew.start()
    crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    for faults in range(3):
        wait_until(has_failed(scene, faults), what=scene.state)
        pauses_pass()
    wait_until(has_failed(scene, 3), what=scene.state)
    wait_until(CampaignHold.objects.in_workspace(scene.workspace).filter(kind="ERROR").exists, what=scene.state)
    assert (len(office.letters), scene.count("accepted", "rejected", "unknown")) == (0, 0)
    if answer == "refused":
        office.start()
    else:
        office.script = lambda stage, number: None
    pauses_pass()
    campaign_resume(campaign=scene.campaign, actor=SYSTEM)
    wait_until(lambda: after_pauses(lambda: len(office.letters) >= MAILS), what=scene.state)
    finish(scene, crew)
    assert scene.count("accepted") == len(office.letters) == MAILS
    assert {message.tries for message in scene.messages()} == {0}


def has_failed(scene: Scene, times: int) -> Callable[[], bool]:
    """A condition: the sender has failed so many times in a row, and everybody has put off what they had claimed."""

    def condition() -> bool:
        found = Sender.objects.in_workspace(scene.workspace).values_list("faults", flat=True).get()
        return found >= times and scene.count("sending") == 0

    return condition
