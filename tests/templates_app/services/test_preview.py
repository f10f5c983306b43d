"""Previews: as one contact would get it, writing nothing."""

import pytest

from templates_app.models import Template
from templates_app.services import SAMPLE_CONTACT, template_preview, template_publish, template_update
from templates_app.services.preview import SampleContact
from tests.factories.templates_app import email_content, make_template
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
CONTACT = SampleContact(first_name="", email="b@e.com", attributes={"plan": "pro"})


def test_the_draft_for_a_contact():
    content = email_content(
        subject="{{ contact.plan }} at {{ workspace.name }}",
        mjml=None,
        html="<p>{{firstName}} {{ contact.city }} {{ trigger.order }}</p>",
    )
    template = make_template(make_workspace(name="Shop"), content=content)
    audited = AuditEntry.objects.across_workspaces().count()
    shown = template_preview(template=template, contact=CONTACT, trigger={"order": 7})
    assert shown.rendered.subject == "pro at Shop"
    assert "<p>  7</p>" in shown.rendered.html
    assert shown.rendered.text == "7\n\n--\nUnsubscribe: #preview\n"
    assert shown.variables == (
        "contact.city", "contact.plan", "firstName", "trigger.order", "unsubscribe_url", "workspace.name",
    )  # fmt: skip
    assert shown.missing == ("contact.city", "firstName")
    assert AuditEntry.objects.across_workspaces().count() == audited
    assert Template.objects.across_workspaces().get(pk=template.pk).state == "DRAFT"


def test_without_a_contact_a_sample_stands_in():
    shown = template_preview(template=make_template(make_workspace()))
    assert shown.rendered.subject == f"Hello {SAMPLE_CONTACT.first_name}"
    assert shown.missing == ()


def test_a_version_is_shown_as_published():
    template = make_template(make_workspace())
    version = template_publish(template=template, actor=Actor.system())
    template_update(template=template, content=email_content(subject="New"), actor=Actor.system())
    assert template_preview(template=template).rendered.subject == "New"
    assert template_preview(template=template, content=email_content(subject="Unsaved")).rendered.subject == "Unsaved"
    assert template_preview(template=template, version=version).rendered.subject == "Hello Ada"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"subject": "{{ x | nope }}"}, "content.subject", "unknown_filter"),
        ({"subject": "{{ contact.nothing }}"}, "content.subject", "render_failed"),
        ({"text": "a\n{{ 1 | divided_by: 0 }}"}, "content.text", "render_failed"),
    ],
)
def test_what_does_not_render_names_its_field(fields, field, code):
    template = make_template(make_workspace(), content=email_content(**fields))
    with pytest.raises(InvalidInput) as refused:
        template_preview(template=template)
    assert [(d.field, d.code) for d in refused.value.details] == [(field, code)]


def test_names_stand_in_for_what_comes_with_the_event_where_nothing_could_be_shown():
    subject = "{{ trigger.order }}{{ trigger.line.price }}"
    template = make_template(make_workspace(), content=email_content(subject=subject))
    with pytest.raises(InvalidInput):
        template_preview(template=template)
    assert template_preview(template=template, stand_ins=True).rendered.subject == "‹order›‹price›"
    with pytest.raises(InvalidInput):
        template_preview(template=template, trigger={"order": ""}, stand_ins=True)
