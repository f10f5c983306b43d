"""The inbox's pages: found, read, answered once, moved, assigned, snoozed; for who may; and the number in the menu."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from contacts.models import Contact
from messaging.hooks import stage
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.receiving import reports_keep
from messaging.models import InboxThread, Message, Sender
from messaging.services import ThreadDraft, threads_open_many
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.frontend.conftest import SignIn
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.clock import database_now
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/inbox/"


@pytest.fixture
def sender(workspace: Workspace) -> Sender:
    return listening(workspace, "twilio")


def write(sender: Sender, address: str, text: str, **fields: Any) -> InboxThread:
    report = Report(str(uuid4()), Fact.RECEIVED, address=address, written=Written(text, **fields))
    reports_keep(sender=sender, reports=[report], now=database_now())
    stage.run()
    return InboxThread.objects.in_workspace(sender.workspace_id).latest("pk")


def path_of(thread: InboxThread, rest: str = "") -> str:
    return f"{PATH}{thread.public_id}/{rest}"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def again(thread: InboxThread) -> InboxThread:
    found: InboxThread = InboxThread.objects.in_workspace(thread.workspace_id).get(pk=thread.pk)
    return found


def test_empty_lists_say_what_they_are_for(editor: Client) -> None:
    assert "All is answered" in page(editor, PATH)
    assert "Nothing sleeps" in page(editor, f"{PATH}?state=snoozed")
    assert "Nothing is archived" in page(editor, f"{PATH}?state=archived")
    assert "Nothing fits" in page(editor, f"{PATH}?search=x")


def test_threads_are_listed_and_found(editor: Client, workspace: Workspace, sender: Sender) -> None:
    first, second = sent_by(sender, 2)
    write(sender, first.address, "Do you sell apples?")
    write(sender, second.address, "Pears, <b>please</b>")
    text = page(editor, PATH)
    assert "Do you sell apples?" in text
    assert "Pears, &lt;b&gt;please&lt;/b&gt;" in text
    assert "(2 unread)" in text
    found = page(editor, f"{PATH}?search=apples&assignee=nobody&channel=sms")
    assert "Do you sell apples?" in found
    assert "Pears" not in found
    assert "Do you sell apples?" not in page(editor, f"{PATH}?assignee=me")
    assert "Do you sell apples?" in page(editor, f"{PATH}?state=lost&channel=none&after=nonsense")


def test_the_menu_says_how_much_is_unread_until_an_editor_looks(editor: Client, viewer: Client, sender: Sender) -> None:
    [message] = sent_by(sender)
    thread = write(sender, message.address, "Hello")
    mark = '<span class="sr-only"> unread</span>'
    assert mark in page(viewer, "/w/acme/senders/")
    page(viewer, path_of(thread))
    assert mark in page(viewer, "/w/acme/senders/")
    assert "Hello" in page(editor, path_of(thread))
    assert mark not in page(viewer, "/w/acme/senders/")
    assert "Your answer" not in page(viewer, path_of(thread))


def test_an_answer_is_sent_once_however_often_the_button_is_pressed(
    editor: Client, workspace: Workspace, sender: Sender
) -> None:
    [message] = sent_by(sender)
    thread = write(sender, message.address, "Hello?")
    form = {"text": "Yes, <i>here</i>", "key": str(uuid4()), "action": "send"}
    for _ in range(2):
        response = editor.post(path_of(thread, "answer/"), form)
        assert (response.status_code, response["Location"]) == (302, path_of(thread))
    assert Message.objects.in_workspace(workspace).filter(node="reply").count() == 1
    text = page(editor, path_of(thread, "entries/"))
    assert text.count("Yes, &lt;i&gt;here&lt;/i&gt;") == 1
    assert "Waiting to be sent" in text
    Message.objects.in_workspace(workspace).filter(node="reply").update(
        state="unknown", reason="no_answer", settled_at=database_now()
    )
    text = page(editor, path_of(thread, "entries/"))
    assert "Nobody knows whether it arrived" in text
    assert "/w/acme/unknown/" in text
    archive = {**form, "key": str(uuid4()), "action": "archive"}
    assert editor.post(path_of(thread, "answer/"), archive)["Location"] == PATH
    assert again(thread).state == "archived"


def test_a_refused_answer_keeps_its_words(editor: Client, workspace: Workspace, sender: Sender) -> None:
    [message] = sent_by(sender)
    thread = write(sender, message.address, "Hello?")
    response = editor.post(path_of(thread, "answer/"), {"text": "x" * 2_000, "key": str(uuid4())})
    text = response.content.decode()
    assert "Must have 1 to 1,530 characters" in text
    assert "x" * 2_000 in text
    assert editor.post(path_of(thread, "answer/"), {"text": "Hi", "key": "none"}).status_code == 404
    assert not Message.objects.in_workspace(workspace).filter(node="reply").exists()


def test_threads_are_moved_given_and_snoozed(editor: Client, workspace: Workspace, sender: Sender) -> None:
    [message] = sent_by(sender)
    thread = write(sender, message.address, "Hello?")

    def do(**form: str) -> InboxThread:
        assert editor.post(path_of(thread, "do/"), form).status_code == 302
        return again(thread)

    assert do(action="archive").state == "archived"
    assert do(action="open").state == "open"
    assert do(action="unread").unread is True
    me = editor.session["_auth_user_id"]
    email = User.objects.get(pk=me).email
    given = do(action="assign", assignee=email)
    assert given.assignee_id == int(me)
    assert do(action="assign", assignee="stranger@example.com").assignee_id == int(me)
    assert do(action="assign", assignee="").assignee_id is None
    asleep = do(action="snooze", until="tomorrow")
    assert (asleep.state, asleep.snoozed_until is not None) == ("snoozed", True)
    assert isinstance(asleep.snoozed_until, datetime)
    assert timedelta(0) < asleep.snoozed_until - database_now() < timedelta(hours=48)
    assert editor.post(path_of(thread, "do/"), {"action": "burn"}).status_code == 404
    assert editor.post(path_of(thread, "do/"), {"action": "snooze", "until": "never"}).status_code == 404


def test_a_stranger_is_made_a_contact_first(editor: Client, workspace: Workspace, sender: Sender) -> None:
    thread = write(sender, "+436641112223", "Hello?", name="Ada")
    assert "Make a contact" in page(editor, path_of(thread))
    assert editor.post(path_of(thread, "do/"), {"action": "contact"}).status_code == 302
    assert Contact.objects.in_workspace(workspace).get().phone == "+436641112223"
    assert "Your answer" in page(editor, path_of(thread))


def test_a_campaigns_thread_is_answered_by_a_sender_of_choice(editor: Client, workspace: Workspace) -> None:
    [contact] = make_contacts(workspace, 1)
    draft = ThreadDraft(contact.pk, "Call Ada", "She asked\nfor a call")
    threads_open_many(workspace_id=workspace.pk, threads=[draft], now=database_now())
    [thread] = InboxThread.objects.in_workspace(workspace)
    assert "There is no active sender" in page(editor, path_of(thread))
    sender = make_sender(workspace)
    text = page(editor, path_of(thread))
    assert "She asked\nfor a call" in text
    assert sender.public_id in text
    form = {"text": "Hi", "key": str(uuid4()), "sender": sender.public_id}
    location = editor.post(path_of(thread, "answer/"), form)["Location"]
    assert location != path_of(thread)
    assert "Hi" in page(editor, location)


def test_viewers_change_nothing(viewer: Client, sender: Sender) -> None:
    [message] = sent_by(sender)
    thread = write(sender, message.address, "Hello?")
    assert viewer.post(path_of(thread, "do/"), {"action": "archive"}).status_code == 403
    assert viewer.post(path_of(thread, "answer/"), {"text": "Hi", "key": str(uuid4())}).status_code == 403
    assert (again(thread).state, again(thread).unread) == ("open", True)


def test_a_long_list_takes_no_query_for_each_row(
    editor: Client, workspace: Workspace, sender: Sender, django_assert_max_num_queries: Any
) -> None:
    for message in sent_by(sender, 20):
        write(sender, message.address, "Hello?")
    with django_assert_max_num_queries(11):
        page(editor, PATH)


def test_the_list_alone_is_there_for_pages_that_are_open(
    workspace: Workspace, signed_in: SignIn, sender: Sender
) -> None:
    [message] = sent_by(sender)
    write(sender, message.address, "Apples")
    text = signed_in(workspace, Role.VIEWER).get("/w/acme/inbox/rows/?search=apples").content.decode()
    assert text.lstrip().startswith('<div id="threads"')
    assert "inbox/rows/?search=apples" in text
    assert "Apples" in text


def test_keeping_is_set_by_admins_who_have_seen_what_goes(
    workspace: Workspace, signed_in: SignIn, sender: Sender
) -> None:
    path = "/w/acme/inbox/keeping/"
    assert signed_in(workspace, Role.EDITOR).post(path, {"days": "30"}).status_code == 403
    admin = signed_in(workspace, Role.ADMIN)
    [message] = sent_by(sender)
    thread = write(sender, message.address, "Long ago")
    old = database_now() - timedelta(days=40)
    InboxThread.objects.in_workspace(workspace).filter(pk=thread.pk).update(last_at=old)
    assert "1 conversation in which nothing was said for 30 days" in admin.post(path, {"days": "30"}).content.decode()
    workspace.refresh_from_db()
    assert "inbox_retention_days" not in workspace.settings
    assert "kept for 30 days" in admin.post(path, {"days": "30", "action": "delete"}, follow=True).content.decode()
    workspace.refresh_from_db()
    assert workspace.settings["inbox_retention_days"] == 30
    assert 'role="alert"' in admin.post(path, {"days": "many"}).content.decode()
    assert "All are kept" in admin.post(path, {"days": ""}, follow=True).content.decode()
