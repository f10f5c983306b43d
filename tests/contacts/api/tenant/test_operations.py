"""`contacts/operations`: what would be done, doing it, following and stopping it; what is refused."""

from typing import Any

import pytest

from contacts.bulk import stage
from contacts.models import BulkOperation, Contact
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

PATH = "/contacts/operations"
ERASE: dict[str, Any] = {"action": "erase", "filter": {"tag": "left"}}


def drain() -> None:
    while stage.run().more:
        pass


def test_many_are_checked_and_erased(api: Caller, acme: Workspace) -> None:
    make_contacts(acme, 3, tags=["left"])
    kept = make_contact(acme)
    told = api.post(f"{PATH}/check", ERASE).json()["data"]
    assert (told["changing"], told["refused"], told["exact"], told["confirm"]) == (3, {}, True, "erase")
    refused = api.post(PATH, {**ERASE, "expected": 3})
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (400, "confirm")
    assert not BulkOperation.objects.in_workspace(acme).exists()
    answer = api.post(PATH, {**ERASE, "expected": 3, "confirm": "erase"})
    made = answer.json()["data"]
    assert (answer.status_code, made["state"], made["expected"]) == (201, "pending", 3)
    drain()
    done = api.get(f"{PATH}/{made['id']}").json()["data"]
    assert (done["state"], done["changed"], done["words"]) == ("completed", 3, told["words"])
    assert [each["id"] for each in api.get(PATH).json()["data"]] == [made["id"]]
    assert list(Contact.objects.in_workspace(acme)) == [kept]


def test_one_is_stopped_once(api: Caller, acme: Workspace, ada: Contact) -> None:
    wish = {"action": "tag", "params": {"tag": "vip"}, "contacts": [ada.public_id]}
    made = api.post(PATH, wish).json()["data"]
    stopped = api.post(f"{PATH}/{made['id']}/stop")
    assert (stopped.status_code, stopped.json()["data"]["state"]) == (200, "stopped")
    assert api.post(f"{PATH}/{made['id']}/stop").status_code == 409
    drain()
    ada.refresh_from_db()
    assert ada.tags == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "erase"}, "contacts"),
        ({"action": "erase", "contacts": ["ct_0"], "filter": {}}, "contacts"),
        ({"action": "nothing", "filter": {}}, "action"),
        ({"action": "erase", "params": {"tag": "x"}, "filter": {}}, "params.tag"),
        ({"action": "tag", "filter": {}}, "params.tag"),
        ({"action": "erase", "contacts": []}, "contacts"),
    ],
)
def test_what_is_refused_names_the_field(api: Caller, acme: Workspace, body: dict[str, Any], field: str) -> None:
    make_contact(acme)
    for path in (PATH, f"{PATH}/check"):
        answer = api.post(path, body)
        assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, field)
    assert not BulkOperation.objects.in_workspace(acme).exists()


def test_another_workspace_is_out_of_reach(api: Caller, acme: Workspace, ada: Contact) -> None:
    made = api.post(PATH, {"action": "tag", "params": {"tag": "vip"}, "filter": {}}).json()["data"]
    stranger = Caller(make_api_key(make_workspace())[1])
    assert stranger.get(f"{PATH}/{made['id']}").status_code == 404
    for path, body in ((PATH, {"action": "erase"}), (f"{PATH}/check", {"action": "erase"})):
        refused = stranger.post(path, {**body, "contacts": [ada.public_id]})
        told = {"field": "contacts[0]", "message": "there is no such contact"}
        assert (refused.status_code, error_of(refused)["details"]) == (400, [told])
