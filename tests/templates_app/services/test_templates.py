"""Making and editing drafts."""

import pytest

from templates_app.models import Template, TemplateState
from templates_app.services import (
    template_archive,
    template_create,
    template_publish,
    template_reject,
    template_update,
)
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def row(template):
    return Template.objects.across_workspaces().values().get(pk=template.pk)


def actions(workspace):
    entries = AuditEntry.objects.in_workspace(workspace).filter(target_type="template")
    return list(entries.order_by("id").values_list("action", "data"))


def test_a_new_template_is_a_draft():
    workspace = make_workspace()
    template = template_create(workspace=workspace, name="  Hello ", content=email_content(), actor=SYSTEM)
    stored = row(template)
    assert (stored["name"], stored["channel"], stored["message_type"]) == ("Hello", "email", "marketing")
    assert (stored["state"], stored["content"]) == (TemplateState.DRAFT, email_content())
    assert actions(workspace) == [("template.created", {"name": "Hello", "channel": "email"})]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"channel": "pigeon"}, "channel"),
        ({"message_type": "spam"}, "message_type"),
        ({"content": {"subject": "S", "mjml": "x", "cc": 1}}, "content.cc"),
    ],
)
def test_wrong_fields_make_nothing(fields, field):
    workspace = make_workspace()
    with pytest.raises(InvalidInput) as refused:
        template_create(**{"workspace": workspace, "name": "N", "actor": SYSTEM} | fields)
    assert refused.value.details[0].field == field
    assert not Template.objects.in_workspace(workspace).exists()
    assert actions(workspace) == []


def test_an_edit_changes_what_is_given():
    template = make_template(make_workspace())
    content = email_content(subject="New")
    updated = template_update(template=template, content=content, actor=SYSTEM)
    assert (updated.name, updated.content) == (template.name, content)
    renamed = template_update(template=template, name="Other", message_type="transactional", actor=SYSTEM)
    assert (renamed.name, renamed.message_type, renamed.content) == ("Other", "transactional", content)


def test_an_edit_of_nothing_writes_nothing():
    template = make_template(make_workspace())
    before = row(template)
    assert template_update(template=template, message_type="marketing", actor=SYSTEM) is template
    assert row(template) == before
    assert [action for action, _ in actions(template.workspace)] == ["template.created"]


def test_an_edit_leaves_what_is_published_alone():
    template, version = make_published(make_workspace())
    updated = template_update(template=template, content=email_content(subject="New"), actor=SYSTEM)
    assert (updated.state, updated.published_version_id) == (TemplateState.PUBLISHED, version.pk)
    version.refresh_from_db()
    assert version.content == email_content()


def test_the_message_type_is_fixed_once_published():
    template, _ = make_published(make_workspace())
    before = row(template)
    with pytest.raises(InvalidInput) as refused:
        template_update(template=template, message_type="transactional", name="Other", actor=SYSTEM)
    assert refused.value.details[0].field == "message_type"
    assert row(template) == before


@pytest.mark.parametrize("put_away", [template_archive, lambda **kw: template_reject(reason="Typos", **kw)])
def test_rejected_and_archived_templates_are_not_edited(put_away):
    template, _ = make_published(make_workspace())
    put_away(template=template, actor=SYSTEM)
    before = row(template)
    with pytest.raises(Conflict) as refused:
        template_update(template=template, name="Other", actor=SYSTEM)
    assert refused.value.current_status == template.state
    assert refused.value.allowed == ("DRAFT", "PUBLISHED")
    assert row(template) == before


def test_a_stale_object_cannot_edit_past_a_rejection():
    workspace = make_workspace()
    template, _ = make_published(workspace)
    stale = Template.objects.in_workspace(workspace).get(pk=template.pk)
    template_reject(template=template, reason="Typos", actor=SYSTEM)
    with pytest.raises(Conflict):
        template_update(template=stale, name="Other", actor=SYSTEM)
    with pytest.raises(Conflict):
        template_publish(template=stale, actor=SYSTEM)
