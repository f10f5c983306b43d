"""Finding templates: always inside one workspace, in few queries."""

import pytest

from templates_app.selectors import (
    TemplateFacts,
    template_facts,
    template_get,
    template_list,
    template_variables,
    template_versions,
)
from templates_app.services import template_archive, template_publish
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput, NotFound
from workspaces.ids import uuid7
from workspaces.services import Actor

pytestmark = pytest.mark.django_db


def test_get_by_either_id():
    workspace = make_workspace()
    template = make_template(workspace)
    for key in (template.public_id, str(template.pk), template.pk):
        assert template_get(workspace=workspace, template_id=key) == template


def test_unknown_malformed_and_foreign_ids_look_the_same():
    workspace, other = make_workspace(), make_workspace()
    foreign = make_template(other)
    messages = set()
    for key in (foreign.public_id, str(uuid7()), "nonsense", "cmp_01h455vb4pex5vsknk084sn02q"):
        with pytest.raises(NotFound) as refused:
            template_get(workspace=workspace, template_id=key)
        messages.add(refused.value.message)
    assert messages == {"There is no such template."}


def test_list_newest_first_without_archived_ones():
    workspace = make_workspace()
    draft = make_template(workspace, name="Draft")
    published, _ = make_published(workspace, name="Published", message_type="transactional")
    archived = make_template(workspace, name="Archived")
    template_archive(template=archived, actor=Actor.system())
    make_template(make_workspace())
    assert list(template_list(workspace=workspace)) == [published, draft]
    assert list(template_list(workspace=workspace, state="ARCHIVED")) == [archived]
    assert list(template_list(workspace=workspace, state="PUBLISHED")) == [published]
    assert list(template_list(workspace=workspace, message_type="marketing")) == [draft]
    assert list(template_list(workspace=workspace, channel="sms")) == []
    assert list(template_list(workspace=workspace, search="DRA")) == [draft]
    with pytest.raises(InvalidInput, match="state: must be one of"):
        template_list(workspace=workspace, state="SENT")


def test_facts_in_one_query(django_assert_num_queries):
    workspace = make_workspace()
    draft = make_template(workspace, name="Draft")
    published, version = make_published(workspace, name="Published")
    foreign = make_template(make_workspace())
    with django_assert_num_queries(1):
        facts = template_facts(workspace=workspace, template_ids=[draft.pk, published.pk, foreign.pk])
    assert facts == {
        draft.pk: TemplateFacts(draft.pk, "Draft", "email", "marketing", "DRAFT", None),
        published.pk: TemplateFacts(published.pk, "Published", "email", "marketing", "PUBLISHED", version.pk),
    }


def test_versions_newest_first():
    template, first = make_published(make_workspace())
    second = template_publish(template=template, actor=Actor.system())
    assert list(template_versions(template=template)) == [second, first]


def test_variables_of_the_draft():
    template = make_template(make_workspace(), content=email_content(mjml=None, html="{{ b }}{{ unsubscribe_url }}"))
    assert template_variables(template=template) == ("b", "firstName", "unsubscribe_url")
    with pytest.raises(InvalidInput, match=r"content\.subject: Field required"):
        template_variables(template=make_template(make_workspace(), content=None))
