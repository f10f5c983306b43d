"""Vendors over HTTP, kills and failures: who knows a message by its key is asked again, nobody else ever is."""

from collections.abc import Iterator
from typing import Any

import pytest

from campaigns.models import CampaignHold
from campaigns.services import campaign_launch, campaign_resume
from messaging.delivery.dispatch import CHUNK
from messaging.models import Sender
from messaging.services import sender_update
from tests.chaos.crew import Crew
from tests.chaos.history import kept_history
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import MAILS, Scene, after_pauses, leases_run_out, make_scene, pauses_pass, prepay
from tests.chaos.vendor import Vendor
from tests.factories.campaigns import SYSTEM
from tests.messaging.http_server import Reply
from tests.processes import wait_until
from workspaces.services import Actor

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

TIMES = (1, 2, 60, 333, 501)
PASSAGES = (1, 70)  # of a point, at which workers die one after the other
CREDENTIALS = {"resend": "api_key", "postmark": "server_token"}


@pytest.fixture
def vendor(request: pytest.FixtureRequest) -> Iterator[Vendor]:
    """The vendor that the test names: Resend knows messages by their keys, Postmark does not."""
    knows_keys = request.param == "resend"
    answer = {"id": "r1"} if knows_keys else {"ErrorCode": 0, "MessageID": "p1"}
    server = Vendor(usual=Reply(200, answer), knows_keys=knows_keys)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def scene(transactional_db: None, vendor: Vendor, settings: Any) -> Iterator[Scene]:
    """As everywhere, with a sender over the vendor."""
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    provider = "resend" if vendor.knows_keys else "postmark"
    credentials = {CREDENTIALS[provider]: vendor.token}
    with kept_history():
        yield make_scene(vendor, provider=provider, config={"base_url": vendor.url}, credentials=credentials)


def finish(scene: Scene, crew: Crew) -> None:
    """Waits for the end, where no repetition waits for its pause, and checks all that must hold then."""
    if scene.office.knows_keys:
        wait_until(lambda: after_pauses(lambda: scene.count("accepted") == MAILS), what=scene.state)
    scene.wait_finished()
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()


@pytest.mark.parametrize(
    ("vendor", "point"),
    [
        ("resend", "delivery.before_provider"),
        ("resend", "delivery.after_provider"),
        ("postmark", "delivery.after_provider"),
    ],
    indirect=["vendor"],
)
def test_killed_workers_repeat_only_what_is_known_by_its_key(
    scene: Scene, crew: Crew, vendor: Vendor, point: str
) -> None:
    prepay(scene)
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    for passage in PASSAGES:
        crew.crash(f"{point}:{passage}")
        check_rows(scene.campaign)
        leases_run_out()
    crew.start()
    finish(scene, crew)
    repeated = len(vendor.taken) - len(vendor.letters)
    if vendor.knows_keys:
        assert (scene.count("unknown"), len(vendor.letters)) == (0, MAILS)
        assert repeated > 0
    else:
        assert repeated == 0
        assert 0 < scene.count("unknown") <= len(PASSAGES) * CHUNK


@pytest.mark.parametrize("vendor", ["resend", "postmark"], indirect=True)
def test_a_504_after_the_mail_was_taken(scene: Scene, crew: Crew, vendor: Vendor) -> None:
    vendor.script = lambda asked, number: Reply(504, b"gateway", taken=True) if number in TIMES else None
    crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    finish(scene, crew)
    assert len(vendor.letters) == MAILS
    if vendor.knows_keys:
        assert (scene.count("accepted"), len(vendor.taken)) == (MAILS, MAILS + len(TIMES))
    else:
        assert (scene.count("unknown"), len(vendor.taken)) == (len(TIMES), MAILS)


@pytest.mark.parametrize("vendor", ["resend", "postmark"], indirect=True)
def test_a_token_revoked_on_the_way_costs_nobody_a_mail(scene: Scene, crew: Crew, vendor: Vendor) -> None:
    """The campaign waits for somebody who enters the new token and resumes it."""

    def revoke(asked: Any, number: int) -> None:
        if number == 200:
            vendor.token = "second"

    vendor.script = revoke
    crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    held = CampaignHold.objects.in_workspace(scene.workspace).filter(kind="ERROR")
    wait_until(lambda: after_pauses(held.exists), what=scene.state)
    assert scene.count("rejected", "unknown") == 0
    sender = Sender.objects.in_workspace(scene.workspace).get()
    changes = {"credentials": {CREDENTIALS[sender.provider]: "second"}}
    sender_update(sender=sender, changes=changes, actor=Actor.system())
    pauses_pass()
    campaign_resume(campaign=scene.campaign, actor=SYSTEM)
    wait_until(lambda: after_pauses(lambda: scene.count("accepted") == MAILS), what=scene.state)
    finish(scene, crew)
    assert scene.count("accepted") == len(vendor.letters) == MAILS
    assert {message.tries for message in scene.messages()} == {0}
