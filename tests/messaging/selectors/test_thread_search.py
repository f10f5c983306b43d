"""Threads by words: beginnings of them, in whatever was said, by names and addresses, of one workspace alone."""

import pytest

from contacts.models import Contact
from messaging.hooks import stage
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.receiving import reports_keep
from messaging.models import InboxThread, InboxWords, Sender
from messaging.selectors.inbox import NOBODY, ThreadFilter, threads_page
from messaging.services import thread_adopt
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.messaging.hooks.conftest import listening
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender() -> Sender:
    return listening(make_workspace(), "postmark")


def write(sender: Sender, address: str, text: str, *, name: str = "", subject: str = "Re: News") -> InboxThread:
    report = Report(f"{address} {text}", Fact.RECEIVED, address=address, written=Written(text, subject, name))
    reports_keep(sender=sender, reports=[report], now=database_now())
    stage.run()
    return InboxThread.objects.in_workspace(sender.workspace_id).order_by("-last_at", "-pk")[0]


def found(workspace: Workspace, search: str, **fields: str) -> list[str]:
    rows, _ = threads_page(workspace, ThreadFilter(**{"state": "", "search": search, **fields}), limit=10)
    return [row.address for row in rows]


def test_words_are_found_wherever_they_stand(sender: Sender) -> None:
    write(sender, "ada.lovelace@example.com", "Do you deliver on Saturdays?", name="Ada", subject="Opening hours")
    write(sender, "ada.lovelace@example.com", "Never mind, thanks")
    write(sender, "bob@other.example", "An invoice, please: Größe 42")
    for search in ("saturday", "SATURDAYS deliver", "opening", "ada", "lovelace", "ada.lovelace@example.com", "mind"):
        assert found(sender.workspace, search) == ["ada.lovelace@example.com"], search
    for search in ("invoice", "größe", "please invoice 42"):
        assert found(sender.workspace, search) == ["bob@other.example"], search
    assert found(sender.workspace, "saturday invoice") == []
    assert found(make_workspace(), "saturday") == []


@pytest.mark.parametrize("search", ["' & !", "a | b", "(", "x:*", "\x00", "':A", "%_", "-", "\\"])
def test_no_word_is_an_operator(sender: Sender, search: str) -> None:
    write(sender, "bob@other.example", "Hello")
    assert found(sender.workspace, search) in ([], ["bob@other.example"])


def test_filters_hold_beside_words(sender: Sender) -> None:
    write(sender, "bob@other.example", "Hello")
    assert found(sender.workspace, "hello", state="open", channel="email", assignee=NOBODY) == ["bob@other.example"]
    for fields in ({"state": "archived"}, {"channel": "sms"}, {"assignee": "nobody@known.example"}):
        assert found(sender.workspace, "hello", **fields) == []


def test_pages_follow_each_other(sender: Sender) -> None:
    addresses = [f"p{number}@other.example" for number in range(5)]
    for address in addresses:
        write(sender, address, "Hello")
    wanted, seen, cursor = ThreadFilter(search="hello"), [], ""
    for _ in range(3):
        rows, cursor = threads_page(sender.workspace, wanted, limit=2, cursor=cursor)
        seen += [row.address for row in rows]
    assert (sorted(seen), cursor) == (addresses, "")


def test_contacts_are_found_by_the_name_that_they_have_now(sender: Sender) -> None:
    [contact] = make_contacts(sender.workspace, 1)
    thread = write(sender, contact.email or "", "Hello")
    Contact.objects.in_workspace(sender.workspace).filter(pk=contact.pk).update(first_name="Grace")
    assert found(sender.workspace, "grace") == [thread.address]


def test_threads_that_become_one_keep_both_ones_words(sender: Sender) -> None:
    stranger = write(sender, "new@other.example", "About apples")
    [contact] = make_contacts(sender.workspace, 1)
    known = write(sender, contact.email or "", "About pears")
    Contact.objects.in_workspace(sender.workspace).filter(pk=contact.pk).update(email="new@other.example")
    assert thread_adopt(thread=stranger, actor=Actor.system()).pk == known.pk
    assert found(sender.workspace, "apples pears") == [known.address]
    assert InboxWords.objects.in_workspace(sender.workspace_id).count() == 1
