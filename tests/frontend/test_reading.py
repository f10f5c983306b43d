"""Two people have the same form open: the second is told, keeps what was typed, and may save it nevertheless."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.db.models import Model

from contacts.models import AttributeDefinition
from contacts.services import score_rule_create
from messaging.models import ConsentSettings
from templates_app.services import snippet_create
from tests.factories.contacts import make_segment, make_topic
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.webhooks import make_endpoint
from tests.frontend.conftest import SignIn
from workspaces.models import Role, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
TOLD = "Somebody else changed this while you did."


class _Form(HTMLParser):
    """The fields of the form that says what it was made from, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.choosing = self.writing = ""
        self.feed(html)

    @property
    def fields(self) -> dict[str, str]:
        return next(form for form in self.forms if "made_from" in form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.forms[-1][name] = given.get("value", "on")
        elif tag in ("select", "textarea"):
            self.choosing, self.writing = (name, "") if tag == "select" else ("", name)
            if self.writing:
                self.forms[-1][name] = ""
        elif tag == "option" and ("selected" in given or self.choosing not in self.forms[-1]):
            self.forms[-1][self.choosing] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.forms[-1][self.writing] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.writing = ""


def things(workspace: Workspace) -> dict[str, tuple[Model, str, dict[str, str], dict[str, Any]]]:
    """By address: what is edited there, what the one who is second types, and what the one who is first has changed."""
    rule = {"name": "Orders", "kind": "event", "points": 5, "event": "ordered"}
    short, _ = make_published(workspace, name="Short", channel="sms", content={"text": "Hello"})
    made: list[tuple[str, Model, str, dict[str, str], dict[str, Any]]] = [
        ("segments/{}/edit/", make_segment(workspace), "name", {"name": "Mine"}, {"name": "Theirs"}),
        (
            "templates/snippets/{}/",
            snippet_create(workspace=workspace, key="address", html="<p>One</p>", actor=ACTOR),
            *("html", {"html": "<p>Mine</p>"}, {"html": "<p>Theirs</p>"}),
        ),
        ("templates/{}/short/", short, "name", {"name": "Mine"}, {"name": "Theirs", "revision": 77}),
        (
            "attributes/plan/",
            AttributeDefinition.objects.create(workspace=workspace, key="plan", kind="text"),
            *("label", {"label": "Mine"}, {"label": "Theirs"}),
        ),
        ("topics/{}/edit/", make_topic(workspace), "name", {"name": "Mine"}, {"name": "Theirs"}),
        (
            "contacts/scoring/{}/",
            score_rule_create(workspace=workspace, fields=rule, actor=ACTOR),
            *("name", {"name": "Mine"}, {"name": "Theirs"}),
        ),
        ("senders/{}/", make_sender(workspace), "name", {"name": "Mine"}, {"name": "Theirs"}),
        (
            "webhooks/{}/",
            make_endpoint(workspace).endpoint,
            "description",
            {"description": "Mine"},
            {"description": "Theirs"},
        ),
        (
            "topics/asking/",
            ConsentSettings.objects.create(workspace=workspace),
            *("brand_name", {"brand_name": "Mine"}, {"brand_name": "Theirs"}),
        ),
    ]
    return {path.format(getattr(row, "public_id", "")): (row, *rest) for path, row, *rest in made}  # type: ignore[misc]


def test_whoever_is_second_is_told_and_may_go_on(workspace: Workspace, signed_in: SignIn) -> None:
    admin = signed_in(workspace, Role.ADMIN)
    wrong = []
    for path, (row, field, mine, theirs) in things(workspace).items():
        address = f"/w/acme/{path}"
        fields = _Form(admin.get(address).content.decode()).fields | mine
        rows = type(row).unscoped_objects.filter(pk=row.pk)  # type: ignore[attr-defined]
        rows.update(**theirs)
        told = admin.post(address, fields)
        kept = rows.values_list(field, flat=True).get()
        again = _Form(told.content.decode()).fields
        saved = admin.post(address, again)
        now = rows.values_list(field, flat=True).get()
        found = (told.status_code, TOLD in told.content.decode(), kept, again[field], saved.status_code, now)
        if found != (200, True, theirs[field], mine[field], 302, mine[field]):
            wrong.append((path, found))
    assert not wrong


def test_what_else_is_set_for_a_workspace_keeps_no_link_tags_out(workspace: Workspace, signed_in: SignIn) -> None:
    admin = signed_in(workspace, Role.ADMIN)
    rows = Workspace.objects.filter(pk=workspace.pk)
    fields = _Form(admin.get("/w/acme/link-tags/").content.decode()).fields | {"source": "mine"}
    rows.update(settings={"cooldown": 3})
    assert admin.post("/w/acme/link-tags/", fields).status_code == 302
    workspace.refresh_from_db()
    assert workspace.settings == {"cooldown": 3, "link_tags": {"source": "mine"}}
    assert TOLD in admin.post("/w/acme/link-tags/", fields).content.decode()
