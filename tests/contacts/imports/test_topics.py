"""Consent about topics in files: by columns and for everybody in the file."""

import pytest

from contacts.models import Consent, ConsentRecord, ContactImport
from contacts.services.imports import import_run
from tests.factories.contacts import make_contact, make_import, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
FILE = "email,News\nada@example.com,yes\nbob@example.com,no\neve@example.com,\n"


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def states(workspace: Workspace) -> set[tuple[str, str | None, str]]:
    rows = Consent.objects.in_workspace(workspace)
    return set(rows.values_list("contact__email", "topic__key", "state"))


def test_a_column_and_the_whole_file(workspace: Workspace) -> None:
    topic = make_topic(workspace)
    ada = make_contact(workspace, email="ada@example.com")
    Consent.objects.create(
        workspace=workspace,
        contact=ada,
        channel="email",
        message_type="marketing",
        state="denied",
        changed_at=database_now(),
    )
    key = f"email.marketing.{topic.key}"
    item = make_import(workspace, FILE, mapping={"News": f"consent.{key}"}, consent={key: "granted"})
    import_run(import_id=item.pk)
    done = ContactImport.objects.in_workspace(workspace).get(pk=item.pk)
    assert (done.state, done.rows_rejected) == ("done", 0)
    assert states(workspace) == {
        ("ada@example.com", None, "denied"),
        ("ada@example.com", topic.key, "granted"),
        ("bob@example.com", topic.key, "denied"),
        ("eve@example.com", topic.key, "granted"),
    }
    sources = set(ConsentRecord.objects.in_workspace(workspace).values_list("source", "topic"))
    assert sources == {(f"import:{item.pk}", topic.pk)}


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"mapping": {"News": "consent.email.marketing.nothing"}}, "mapping.News"),
        ({"consent": {"email.marketing.nothing": "granted"}}, "consent.email.marketing.nothing"),
        ({"consent": {"email.marketing.": "granted"}}, "consent.email.marketing."),
        ({"mapping": {"News": "consent.email.other.news"}}, "mapping.News"),
    ],
)
def test_what_is_no_topic_of_the_workspace_is_refused(workspace: Workspace, options: dict, field: str) -> None:  # type: ignore[type-arg]
    make_topic(make_workspace(), key="nothing")
    with pytest.raises(InvalidInput) as refused:
        make_import(workspace, FILE, **options)
    assert refused.value.details[0].field == field
    assert not ContactImport.objects.in_workspace(workspace).exists()
