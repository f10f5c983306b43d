"""The page of deliverability: numbers of each sending domain with a judgement, and what its DNS says."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.models import DomainCheck, DomainCounter, Sender
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.frontend.conftest import SignIn
from workspaces.clock import database_now
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/deliverability/"


@pytest.fixture
def sender(workspace: Workspace) -> Sender:
    return make_sender(workspace, name="News", from_address="news@example.com")


def counted(sender: Sender, domain: str = "gmail.com", **numbers: int) -> None:
    DomainCounter.objects.create(
        workspace_id=sender.workspace_id, sender=sender, domain=domain, day=database_now().date(), **numbers
    )


def judged(client: Client) -> list[tuple[str, str]]:
    return [(row.domain, row.word.label) for row in client.get(PATH).context["rows"]]


@pytest.mark.parametrize(
    ("numbers", "label"),
    [
        ({"accepted": 999, "complained": 99}, "Too few to tell"),
        ({"accepted": 10_000, "complained": 9}, "Good"),
        ({"accepted": 10_000, "complained": 10}, "Complaints"),
        ({"accepted": 9_600, "refused": 400, "bounced": 100}, "Bounces"),
    ],
)
def test_a_domain_is_judged_by_its_last_days(
    editor: Client, sender: Sender, numbers: dict[str, int], label: str
) -> None:
    counted(sender, **numbers)
    assert judged(editor) == [("example.com", label)]


def test_a_tripped_sender_says_so_and_so_does_the_home_page(editor: Client, sender: Sender) -> None:
    counted(sender, accepted=1_000, complained=4)
    home = editor.get("/w/acme/").content.decode()
    assert "The good name of News is at risk" in home
    assert "0.40 % complained" in home
    Sender.objects.in_workspace(sender.workspace_id).update(
        complaints_tripped_at=database_now(), complaints_detail="0.40 % of 1,000 mails"
    )
    assert judged(editor) == [("example.com", "Held")]
    assert "0.40 % of 1,000 mails" in editor.get(PATH).content.decode()
    assert "The good name of News is lost" in editor.get("/w/acme/").content.decode()


def test_queries_do_not_grow_with_senders_and_domains(workspace: Workspace, editor: Client) -> None:
    def look() -> int:
        with CaptureQueriesContext(connection) as seen:
            editor.get(PATH)
        return len(seen)

    make_sender(workspace, from_address="a@a.example")
    first = look()
    for number in range(5):
        one = make_sender(workspace, from_address=f"a@b{number}.example")
        for receiver in range(4):
            counted(one, f"r{receiver}.example", accepted=10)
        DomainCheck.objects.create(workspace=workspace, domain=f"b{number}.example")
    assert look() == first


def test_receivers_are_told_by_size(editor: Client, sender: Sender) -> None:
    counted(sender, "small.example", accepted=5)
    counted(sender, "gmail.com", accepted=500, delivered=250, complained=1)
    counted(sender, "", accepted=50)
    [row] = editor.get(PATH).context["rows"]
    told = [(line.label, line.sent) for line in row.receivers]
    assert told == [("gmail.com", 500), ("Others", 50), ("small.example", 5)]
    assert [share.share for share in row.receivers[0].shares] == ["50 %", "0 %", "0.20 %"]


def test_what_the_dns_said_is_shown_with_a_record_to_copy(workspace: Workspace, editor: Client, sender: Sender) -> None:
    assert "Not asked yet" in editor.get(PATH).content.decode()
    found: dict[str, Any] = {
        "kind": "DMARC",
        "verdict": "bad",
        "words": "Add this TXT record.",
        "found": [],
        "host": "_dmarc.example.com",
        "record": "v=DMARC1; p=none",
    }
    DomainCheck.objects.create(workspace=workspace, domain="example.com", findings=[found], checked_at=database_now())
    page = editor.get(PATH).content.decode()
    assert "To be done" in page
    assert 'value="v=DMARC1; p=none"' in page
    assert "Ask the DNS now" not in page


def test_admins_have_the_dns_asked(workspace: Workspace, sender: Sender, signed_in: SignIn) -> None:
    admin = signed_in(workspace, Role.ADMIN)
    sent = {"domain": "example.com", "selectors": "own, other"}
    answer = admin.post(f"{PATH}check/", sent, follow=True)
    assert "The DNS is being asked about example.com" in answer.content.decode()
    check = DomainCheck.objects.in_workspace(workspace).get()
    assert (check.selectors, check.wanted_at is not None) == (["own", "other"], True)
    refused = admin.post(f"{PATH}check/", {"domain": "google.com"}, follow=True)
    assert "no sender of yours sends from it" in refused.content.decode()
    assert DomainCheck.objects.in_workspace(workspace).count() == 1


def test_editors_and_strangers_ask_nothing(workspace: Workspace, editor: Client, sender: Sender) -> None:
    assert editor.post(f"{PATH}check/", {"domain": "example.com"}).status_code == 403
    other = make_sender(make_workspace("other"), from_address="x@theirs.example")
    counted(other, accepted=10)
    assert judged(editor) == [("example.com", "Too few to tell")]
    assert not DomainCheck.objects.in_workspace(workspace).exists()


def test_an_empty_workspace_is_told_what_to_do(editor: Client) -> None:
    assert "No mail sender yet" in editor.get(PATH).content.decode()
