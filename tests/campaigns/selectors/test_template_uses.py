"""Which campaigns send a template: by live flow and draft; one query however many templates."""

import pytest
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Campaign, Lifecycle
from campaigns.selectors.template_uses import templates_used
from templates_app.uses import TemplateUse, uses_of
from tests.factories.campaigns import chain, launch, make_campaign, send_config
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace

pytestmark = pytest.mark.django_db


def test_drafts_and_running_campaigns_count_and_archived_ones_do_not(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    workspace = make_workspace()
    make_sender(workspace, is_default=True)
    make_contact(workspace)
    used, unused = make_published(workspace)[0], make_published(workspace)[0]
    flow = chain(("s1", "send", send_config(used)))
    draft = make_campaign(workspace, flow, name="A draft")
    running = launch(workspace, flow, name="Running")
    archived = make_campaign(workspace, flow, name="Archived")
    Campaign.objects.in_workspace(workspace).filter(pk=archived.pk).update(lifecycle=Lifecycle.ARCHIVED)
    with django_assert_num_queries(1):
        uses = templates_used(workspace, [used, unused])
    assert uses == {
        used.pk: [
            TemplateUse("campaign", draft.public_id, "A draft", False),
            TemplateUse("campaign", running.public_id, "Running", True),
        ],
        unused.pk: [],
    }
    assert uses_of(workspace=workspace, templates=[used])[used.pk] == uses[used.pk]


def test_other_workspaces_do_not_count() -> None:
    template, _ = make_published(make_workspace())
    make_campaign(make_workspace(), chain(("s1", "send", {"channel": "email", "template": template.public_id})))
    assert uses_of(workspace=template.workspace, templates=[template]) == {template.pk: []}


def test_no_templates_ask_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    workspace = make_workspace()
    with django_assert_num_queries(0):
        assert uses_of(workspace=workspace, templates=[]) == {}
