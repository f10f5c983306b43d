"""A touchpoint's text is a template's: whoever changes either one while the other is being changed is seen."""

import pytest

from templates_app.models import Template
from templates_app.services import template_update
from tests.campaigns.api.client import Caller
from tests.concurrent import beside, held_open, until_waiting
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.services import Actor


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_that_of_the_template_behind_it() -> None:
    acme = make_workspace("acme-corp")
    service = Caller(make_api_key(acme)[1], root="/channel-service/v1")
    campaign = service.post("/campaign", {"name": "Q3", "channel_type": "sms"}).json()["_id"]
    body = {"campaign_id": campaign, "type": "message", "name": "Welcome", "message": {"text": "Hi!"}}
    path = f"/touchpoints/{service.post('/touchpoints', body).json()['_id']}"
    tag = service.get(path)["ETag"]
    template = Template.objects.in_workspace(acme).get()

    def theirs() -> None:
        template_update(template=template, actor=Actor.system("test"), content={"text": "Theirs"})

    def mine() -> int:
        return service.put(path, {"message": {"text": "Mine"}}, if_match=tag).status_code

    with held_open(theirs) as commit, beside(mine) as answer:
        until_waiting(answer)
        commit()
        assert answer.result() == 412
    assert service.get(path).json()["message"] == {"text": "Theirs"}
