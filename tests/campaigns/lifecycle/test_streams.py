"""What messaging is told of a campaign's links: its own tags, and those of the steps of its live flow."""

import pytest

from campaigns.services import campaign_update
from messaging.models import MessageStream
from tests.factories.campaigns import SYSTEM, chain, launch, send_config
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput

pytestmark = pytest.mark.django_db


def test_tags_of_campaign_and_steps_reach_the_stream() -> None:
    workspace = make_workspace("acme")
    make_contacts(workspace, 1)
    make_sender(workspace, is_default=True)
    template, _ = make_published(workspace)
    config = send_config(template) | {"link_tags": {"term": "{step}"}}
    campaign = launch(workspace, chain(("s1", "send", config), ("s2", "send", send_config(template))))
    stream = MessageStream.objects.in_workspace(workspace).get()
    assert {key: step["tags"] for key, step in stream.link_tags["steps"].items()} == {
        "s1": {"term": "{step}"},
        "s2": {},
    }
    campaign_update(campaign=campaign, changes={"settings": {"link_tags": {"source": "news"}}}, actor=SYSTEM)
    stream.refresh_from_db()
    assert stream.link_tags["own"] == {"source": "news"}
    with pytest.raises(InvalidInput) as refused:
        campaign_update(campaign=campaign, changes={"settings": {"link_tags": {"sauce": "x"}}}, actor=SYSTEM)
    assert [each.field for each in refused.value.details] == ["settings.link_tags.sauce"]
    campaign_update(campaign=campaign, changes={"settings": {"link_tags": "off"}}, actor=SYSTEM)
    stream.refresh_from_db()
    assert stream.link_tags["own"] == "off"
