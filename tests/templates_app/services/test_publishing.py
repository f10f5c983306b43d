"""The states of a template, and what publishing makes."""

import pytest
from django.db import IntegrityError, transaction

from templates_app.models import Template, TemplateState, TemplateVersion
from templates_app.services import (
    template_archive,
    template_publish,
    template_reject,
    template_return_to_draft,
    template_update,
)
from tests.concurrent import at_once
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_user, make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()

VERBS = {
    "publish": template_publish,
    "reject": lambda **kw: template_reject(reason="Typos", **kw),
    "return": template_return_to_draft,
    "archive": template_archive,
}
LEGAL = {
    ("DRAFT", "publish"): "PUBLISHED",
    ("PUBLISHED", "publish"): "PUBLISHED",
    ("PUBLISHED", "reject"): "REJECTED",
    ("REJECTED", "return"): "DRAFT",
    ("ARCHIVED", "return"): "DRAFT",
    ("DRAFT", "archive"): "ARCHIVED",
    ("PUBLISHED", "archive"): "ARCHIVED",
}


def row(template):
    return Template.objects.across_workspaces().values().get(pk=template.pk)


def in_state(state):
    template = make_template(make_workspace())
    for verb in {"DRAFT": [], "PUBLISHED": ["publish"], "REJECTED": ["publish", "reject"], "ARCHIVED": ["archive"]}[
        state
    ]:
        VERBS[verb](template=template, actor=SYSTEM)
    template.refresh_from_db()
    assert template.state == state
    return template


@pytest.mark.parametrize("state", TemplateState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_transition(state, verb):
    template = in_state(state)
    before = row(template)
    audited = AuditEntry.objects.across_workspaces().count()
    if (state, verb) in LEGAL:
        VERBS[verb](template=template, actor=SYSTEM)
        assert row(template)["state"] == template.state == LEGAL[state, verb]
        assert AuditEntry.objects.across_workspaces().count() == audited + 1
    else:
        with pytest.raises(Conflict) as refused:
            VERBS[verb](template=template, actor=SYSTEM)
        assert refused.value.current_status == state
        assert set(refused.value.allowed) == {start for start, other in LEGAL if other == verb}
        assert row(template) == before
        assert AuditEntry.objects.across_workspaces().count() == audited


def test_a_version_keeps_what_was_published():
    workspace = make_workspace()
    user = make_user()
    template = make_template(workspace, content=email_content(text="Dear {{ contact.plan }}"))
    version = template_publish(template=template, actor=Actor.user(user))
    version.refresh_from_db()
    assert (version.number, version.published_by_id, version.workspace_id) == (1, user.pk, workspace.pk)
    assert version.content == template.content
    assert sorted(version.compiled) == ["html", "subject", "text"]
    assert version.variables == ["contact.email", "contact.first_name", "contact.plan", "firstName", "unsubscribe_url"]
    assert template.published_version_id == version.pk
    entry = AuditEntry.objects.in_workspace(workspace).get(action="template.published")
    assert (entry.actor_label, entry.data) == (user.email, {"version": 1, "version_id": version.public_id})


def test_publishing_again_makes_another_version():
    template, first = make_published(make_workspace())
    template_update(template=template, content=email_content(subject="New"), actor=SYSTEM)
    second = template_publish(template=template, actor=SYSTEM)
    assert (second.number, second.compiled["subject"]) == (2, "New")
    assert template.published_version_id == second.pk
    first.refresh_from_db()
    assert first.compiled["subject"] == "Hello {{firstName}}"


def test_marketing_gets_an_unsubscribe_link_and_transactional_does_not():
    workspace = make_workspace()
    _, marketing = make_published(workspace)
    _, transactional = make_published(workspace, message_type="transactional")
    assert "unsubscribe_url" in marketing.variables
    assert "{{ unsubscribe_url }}" in marketing.compiled["html"]
    assert "{{ unsubscribe_url }}" in marketing.compiled["text"]
    assert "unsubscribe_url" not in transactional.variables


@pytest.mark.parametrize(
    ("content", "details"),
    [
        ({}, [("content.subject", "Field required")]),
        (
            email_content(subject="{{ x | nope }}", mjml="<mjml>\n<mj-body>{% if x %}</mj-body></mjml>"),
            [
                ("content.subject", "line 1: unknown filter 'nope'"),
                ("content.mjml", "line 2: 'if' is never closed by 'endif'"),
            ],
        ),
        (
            email_content(mjml="<mjml><mj-body>\n\n<mj-raw><script>x</script></mj-raw></mj-body></mjml>"),
            [("content.mjml", "line 3: <script> is not allowed in a mail")],
        ),
    ],
)
def test_what_does_not_compile_is_not_published(content, details):
    template, version = make_published(make_workspace())
    Template.objects.across_workspaces().filter(pk=template.pk).update(content=content)
    before = row(template)
    with pytest.raises(InvalidInput) as refused:
        template_publish(template=template, actor=SYSTEM)
    assert [(d.field, d.message) for d in refused.value.details] == details
    assert row(template) == before
    assert list(TemplateVersion.objects.across_workspaces().filter(template=template)) == [version]


def test_a_rejection_needs_a_reason_and_keeps_it():
    template, version = make_published(make_workspace())
    for reason in ("", "  ", "x" * 501, "a\x00b"):
        with pytest.raises(InvalidInput, match="reason"):
            template_reject(template=template, reason=reason, actor=SYSTEM)
    template_reject(template=template, reason=" Wrong\n price ", actor=SYSTEM)
    assert (template.state, template.rejection_reason) == ("REJECTED", "Wrong price")
    assert template.published_version_id == version.pk
    template_return_to_draft(template=template, actor=SYSTEM)
    assert (template.state, template.rejection_reason) == ("DRAFT", "")


@pytest.mark.parametrize(
    "fields",
    [{"state": "SENT"}, {"state": "REJECTED"}, {"state": "PUBLISHED"}],
    ids=["unknown state", "rejected without a reason", "published without a version"],
)
def test_the_database_refuses_impossible_rows(fields):
    template = make_template(make_workspace())
    with pytest.raises(IntegrityError), transaction.atomic():
        Template.objects.across_workspaces().filter(pk=template.pk).update(**fields)
    assert row(template)["state"] == "DRAFT"


@pytest.mark.django_db(transaction=True)
def test_publishers_at_once_take_turns():
    template = make_template(make_workspace())

    def publish() -> int:
        mine = Template.objects.in_workspace(template.workspace_id).get(pk=template.pk)
        return template_publish(template=mine, actor=SYSTEM).number

    numbers = at_once(*[publish] * 3)
    assert sorted(numbers) == [1, 2, 3]
    template.refresh_from_db()
    assert template.published_version.number in numbers
