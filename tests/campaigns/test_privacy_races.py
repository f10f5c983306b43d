"""What is written about a contact at the very moment at which it is erased or merged: nothing stays or is lost."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from campaigns.engine import triggers
from campaigns.models import Execution, TriggerDecision
from contacts.models import Consent, Contact, ContactImport, Event, GoneContact
from contacts.privacy import sweeping
from contacts.privacy.registry import holders
from contacts.services import (
    ConsentChange,
    EventIn,
    consent_set_many,
    contact_merge,
    contacts_erase,
    events_record,
    segment_members_add,
)
from contacts.services.imports import import_run
from messaging.delivery import stage as delivery
from messaging.delivery.states import Settlement, exchange
from messaging.models import ErasedAddress, LinkClick, Message, MessageState
from messaging.services.facts import message_clicked
from tests.concurrent import beside, held_open, until_waiting
from tests.factories.campaigns import SYSTEM, chain, flow, launch, send_config, tick
from tests.factories.contacts import make_contact, make_contacts, make_import, make_segment
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import NotFound
from workspaces.models import Workspace

ORDERED = ("t", "trigger_event", {"event": "ordered"})
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com")


@pytest.fixture
def twin(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="twin@example.com")


def erasing(contact: Contact) -> Callable[[], int]:
    return lambda: contacts_erase(workspace=contact.workspace, contact_ids=[contact.pk], actor=SYSTEM)


def merging(target: Contact, source: Contact) -> Callable[[], Contact]:
    return lambda: contact_merge(target=target, source=source, actor=SYSTEM)


def left(workspace: Workspace, ids: Sequence[UUID]) -> set[UUID]:
    return set().union(*(holder.left(workspace.pk, ids) for holder in holders()))


def happened(contact: Contact) -> Callable[[], list[str]]:
    event = EventIn(contact.pk, "ordered", key="order-1")
    return lambda: [result.outcome.value for result in events_record(workspace_id=contact.workspace_id, events=[event])]


def refusing(contact: Contact) -> Callable[[], int]:
    change = ConsentChange(contact.pk, "email", "marketing", "denied")
    return lambda: consent_set_many(
        workspace_id=contact.workspace_id, changes=[change], source="test", now=database_now(), by_contact=True
    )


def following(contact: Contact) -> Callable[[], None]:
    """A link in a message of the contact's is followed for the second time."""
    template, _ = make_published(contact.workspace)
    make_sender(contact.workspace, is_default=True)
    grant_consent([contact])
    launch(contact.workspace, chain(("s", "send", send_config(template))))
    tick()
    message = Message.objects.in_workspace(contact.workspace).get(contact=contact)
    message_clicked(message_id=message.pk, url="https://example.com/1")
    return lambda: message_clicked(message_id=message.pk, url="https://example.com/2")


WRITERS = {"event": happened, "refusal": refusing, "click": following}


@pytest.mark.parametrize("writer", list(WRITERS))
def test_who_writes_beside_an_erasure_waits_and_leaves_nothing(workspace: Workspace, ada: Contact, writer: str) -> None:
    work = WRITERS[writer](ada)
    with held_open(erasing(ada)) as commit, beside(work) as writing:
        until_waiting(writing)
        assert commit() == 1
        answer = writing.result(30)
    assert answer == {"event": ["unknown_contact"], "refusal": 0, "click": None}[writer]
    assert left(workspace, [ada.pk]) == set()


@pytest.mark.parametrize("writer", list(WRITERS))
def test_an_erasure_waits_for_who_was_first_and_takes_what_they_wrote(
    workspace: Workspace, ada: Contact, writer: str
) -> None:
    work = WRITERS[writer](ada)
    with held_open(work) as commit, beside(erasing(ada)) as erasure:
        until_waiting(erasure)
        commit()
        assert erasure.result(30) == 1
    assert left(workspace, [ada.pk]) == set()


@pytest.mark.parametrize("writer", list(WRITERS))
def test_who_writes_beside_a_merge_writes_about_who_stays(
    workspace: Workspace, ada: Contact, twin: Contact, writer: str
) -> None:
    work = WRITERS[writer](twin)
    with held_open(merging(ada, twin)) as commit, beside(work) as writing:
        until_waiting(writing)
        commit()
        writing.result(30)
    assert left(workspace, [twin.pk]) == set()
    if writer == "event":
        assert Event.objects.in_workspace(workspace).get().contact_id == ada.pk
    elif writer == "refusal":
        assert Consent.objects.in_workspace(workspace).get(contact=ada).state == "denied"
    else:
        assert list(LinkClick.objects.in_workspace(workspace).values_list("contact_id", flat=True)) == [ada.pk] * 2


def test_a_row_of_an_import_about_somebody_who_just_went_makes_a_contact_anew(
    workspace: Workspace, ada: Contact
) -> None:
    item = make_import(workspace, "email,first_name\nada@example.com,Ada")

    def run() -> None:
        import_run(import_id=item.pk)

    with held_open(erasing(ada)) as commit, beside(run) as importing:
        until_waiting(importing)
        commit()
        importing.result(30)
    done = ContactImport.objects.in_workspace(workspace).get(pk=item.pk)
    assert (done.state, done.rows_created, done.rows_updated, done.rows_rejected) == ("done", 1, 0, 0)
    made = Contact.objects.in_workspace(workspace).get()
    assert (made.first_name, made.pk == ada.pk) == ("Ada", False)


def routing(workspace: Workspace, contact: Contact) -> Callable[[], None]:
    """The triggers stage lets the contact in, which locks no contact."""
    wait = ("w", "wait", {"duration": {"value": 5, "unit": "days"}})
    launch(workspace, flow(ORDERED, wait, ("e", "end", {})))
    happened(contact)()
    return lambda: triggers.run(database_now())


def test_what_is_committed_behind_an_erasure_is_swept(workspace: Workspace, ada: Contact) -> None:
    with held_open(routing(workspace, ada)) as commit:
        with beside(erasing(ada)) as erasure:
            # Routing holds the event, which the erasure wants.
            until_waiting(erasure)
            commit()
            assert erasure.result(30) == 1
    assert Execution.objects.in_workspace(workspace).count() == 1
    assert left(workspace, [ada.pk]) == {ada.pk}
    assert sweeping.run(database_now()).erased == 1
    assert left(workspace, [ada.pk]) == set()
    assert not TriggerDecision.objects.in_workspace(workspace).exists()


def test_what_is_committed_behind_a_merge_goes_to_who_stays(workspace: Workspace, ada: Contact, twin: Contact) -> None:
    with held_open(routing(workspace, twin)) as commit:
        with beside(merging(ada, twin)) as merge:
            until_waiting(merge)
            commit()
            merge.result(30)
    assert left(workspace, [twin.pk]) == {twin.pk}
    assert sweeping.run(database_now()).handed_over == 1
    assert left(workspace, [twin.pk]) == set()
    assert Execution.objects.in_workspace(workspace).get().contact_id == ada.pk


def test_an_id_is_looked_for_while_anybody_is_at_work_who_began_before(workspace: Workspace, ada: Contact) -> None:
    with held_open(lambda: Contact.objects.in_workspace(workspace).count()) as commit:
        erasing(ada)()
        now = database_now()
        assert sweeping.run(now).looked_for == 1
        assert sweeping.run(now).looked_for == 0
        assert sweeping.run(now + timedelta(seconds=20)).looked_for == 1
        assert sweeping.run(now + timedelta(days=2)).looked_for == 1
        assert GoneContact.objects.in_workspace(workspace).count() == 1
        commit()
    later = now + timedelta(days=2, seconds=20)
    assert sweeping.run(later).looked_for == 1
    assert not GoneContact.objects.in_workspace(workspace).exists()


def test_the_last_look_is_a_day_later(workspace: Workspace, ada: Contact) -> None:
    erasing(ada)()
    now = database_now()
    sweeping.run(now)
    sweeping.run(now + timedelta(seconds=20))
    gone = GoneContact.objects.in_workspace(workspace).get()
    assert gone.sweep_at == gone.gone_at + timedelta(days=1)
    sweeping.run(gone.sweep_at)
    assert not GoneContact.objects.in_workspace(workspace).exists()


def test_many_who_are_gone_are_looked_for_by_a_fixed_number_of_statements(
    workspace: Workspace, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    people = make_contacts(workspace, 40)
    contacts_erase(workspace=workspace, contact_ids=[each.pk for each in people], actor=SYSTEM)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        assert sweeping.run(database_now()).looked_for == 40


def test_a_message_at_its_provider_goes_with_its_contact_and_its_report_changes_nothing(
    workspace: Workspace, ada: Contact
) -> None:
    template, _ = make_published(workspace)
    sender = make_sender(workspace, is_default=True)
    grant_consent([ada])
    campaign = launch(workspace, chain(("s", "send", send_config(template))))
    tick()
    sending = Message.objects.in_workspace(workspace).get()
    lease = database_now() + timedelta(minutes=5)
    Message.objects.in_workspace(workspace).update(
        state="sending", attempt=1, lease_expires_at=lease, sender_id=sender.pk, address="ada@example.com"
    )
    assert erasing(ada)() == 1
    assert not Message.objects.in_workspace(workspace).exists()
    assert left(workspace, [ada.pk]) == set()
    told = exchange([Settlement(sending.pk, 1, MessageState.ACCEPTED, provider_id="p-1")], [], None)
    assert (set(told.settled), set(told.dispatched)) == (set(), set())
    assert ErasedAddress.objects.in_workspace(workspace).filter(channel="email").count() == 1
    tick()
    campaign.refresh_from_db()
    assert campaign.lifecycle == "COMPLETED"


def test_two_who_merge_into_each_other_become_one(workspace: Workspace, ada: Contact, twin: Contact) -> None:
    with held_open(merging(ada, twin)) as commit, beside(merging(twin, ada)) as other:
        until_waiting(other)
        commit()
        with pytest.raises(NotFound):
            other.result(30)
    assert Contact.objects.in_workspace(workspace).get() == ada


def test_erasing_and_merging_beside_everything_else_leaves_nothing_behind(workspace: Workspace) -> None:
    people = make_contacts(workspace, 30)
    grant_consent(people)
    template, _ = make_published(workspace)
    make_sender(workspace, is_default=True)
    steps = (("g", "tag", {"action": "add", "tag": "buyer"}), ("s", "send", send_config(template)))
    launch(workspace, flow(ORDERED, *steps, ("e", "end", {})), settings={"reentry": "always"})
    segment = make_segment(workspace)
    rows = "\n".join(["email,first_name", *(f"{each.email},Again" for each in people)])
    item = make_import(workspace, rows)

    def work() -> None:
        for each in people:
            events_record(workspace_id=workspace.pk, events=[EventIn(each.pk, "ordered")])

    def engine() -> None:
        for _ in range(3):
            tick()
            delivery.run()

    def others() -> None:
        import_run(import_id=item.pk)
        alive = Contact.objects.in_workspace(workspace).values_list("pk", flat=True)
        segment_members_add(segment=segment, contact_ids=list(alive), now=database_now())

    def go() -> None:
        for each in people[:10]:
            erasing(each)()
        for target, source in zip(people[10:20], people[20:], strict=True):
            merging(target, source)()

    with beside(work) as a, beside(engine) as b, beside(others) as c, beside(go) as d:
        for each in (a, b, c, d):
            each.result(120)
    engine()
    for seconds in (0, 20):
        sweeping.run(database_now() + timedelta(seconds=seconds))
    gone = [each.pk for each in [*people[:10], *people[20:]]]
    assert left(workspace, gone) == set()
    visits = list(Message.objects.in_workspace(workspace).values_list("execution_id", "node", "visit"))
    assert len(visits) == len(set(visits))
