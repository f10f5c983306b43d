"""The demo sets itself up once, goes on where it was, and can be taken away without touching others."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from campaigns.models import Campaign, Run
from contacts.models import Contact, ContactImport, Segment
from frontend.demo.content import CAMPAIGN_NAME, USER_EMAIL
from frontend.demo.setup import demo_workspace
from frontend.demo.watch import demo_line
from messaging.models import Sender
from templates_app.models import Template, TemplateVersion
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import AuditEntry, User, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
OWN = (Campaign, Run, Contact, ContactImport, Segment, Sender, Template, TemplateVersion, AuditEntry)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def _counts(workspace: Workspace) -> dict[str, int]:
    return {model.__name__: model.objects.in_workspace(workspace).count() for model in OWN}


def _workspace() -> Workspace:
    found = demo_workspace()
    assert found is not None
    return found


def test_set_up_again_and_start_over(settings: Any, client: Any) -> None:
    other = make_workspace("other")
    make_contact(other)
    elsewhere = _counts(other)

    said = _demo()
    password = said.split("Password ")[1].strip()
    assert User.objects.get(email=USER_EMAIL).check_password(password)
    counts = _counts(_workspace())
    assert counts == {
        "Campaign": 1,
        "Run": 1,
        "Contact": 5_000,
        "ContactImport": 1,
        "Segment": 2,
        "Sender": 1,
        "Template": 3,
        "TemplateVersion": 3,
        "AuditEntry": counts["AuditEntry"],
    }
    item = ContactImport.objects.in_workspace(_workspace()).get()
    assert (item.rows_created, item.rows_rejected, item.rows_repeated) == (5_000, 32, 8)
    assert demo_line() == f"{CAMPAIGN_NAME} (running, 0 %): starting"

    first = _workspace().pk
    assert _demo() == said
    assert _counts(_workspace()) == counts

    settings.MAILBOX_SMTP_PORT += 1
    _demo()
    sender = Sender.objects.in_workspace(first).get()
    assert sender.config["port"] == settings.MAILBOX_SMTP_PORT

    user = User.objects.get(email=USER_EMAIL)
    user.set_password("a password of my own")
    user.save()
    assert _demo("--reset") == said.replace(password, "(the one that you have set)")
    assert User.objects.get(email=USER_EMAIL).check_password("a password of my own")
    assert _workspace().pk != first
    assert _counts(_workspace()) == counts
    assert all(not model.objects.in_workspace(first).exists() for model in OWN)
    assert _counts(other) == elsewhere


def test_there_may_be_no_demo() -> None:
    assert demo_line() == "The demo was not set up: run make demo-reset."
