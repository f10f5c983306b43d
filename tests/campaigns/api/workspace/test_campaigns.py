"""`campaigns`: the list of seed 000. And names of secrets."""

from unittest.mock import ANY

from campaigns.services import campaign_archive, campaign_pause, secret_create
from tests.factories.campaigns import SYSTEM, chain, flow, launch, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import read


def test_what_is_told_of_one(api, acme):
    make_contacts(acme, 3)
    document = flow(
        ("t", "trigger_manual", {}),
        ("v", "trigger_event", {"event": "signed up"}),
        ("e", "end", {}),
        edges=["t>e", "v>e"],
    )
    document["nodes"][1]["name"] = "Signed up"
    running = launch(acme, document, name="Welcome Series")
    make_campaign(make_workspace(), name="Theirs")
    assert read(api, "/campaigns") == [
        {
            "id": running.public_id,
            "name": "Welcome Series",
            "status": "ACTIVE",
            "pauseReason": None,
            "type": "AUTOMATED",
            "createdAt": ANY,
            "triggers": [
                {"id": "t", "type": "MANUAL", "name": "", "config": {}},
                {"id": "v", "type": "EVENT", "name": "Signed up", "config": {"event": "signed up"}},
            ],
            "_count": {"enrollments": 3, "messages": 0},
        }
    ]


def test_which(api, acme):
    make_contacts(acme, 1)
    make_campaign(acme, name="Draft")
    campaign_pause(campaign=launch(acme, chain(), name="Held"), actor=SYSTEM)
    campaign_archive(campaign=make_campaign(acme, name="Old"), actor=SYSTEM)
    listed = lambda query: [(each["name"], each["status"]) for each in read(api, f"/campaigns{query}")]  # noqa: E731
    assert listed("") == [("Held", "PAUSED"), ("Draft", "DRAFT")]
    assert listed("?search=dra") == [("Draft", "DRAFT")]
    assert listed("?status=PAUSED") == [("Held", "PAUSED")]
    assert listed("?status=ARCHIVED") == [("Old", "ARCHIVED")]
    assert listed("?limit=1") == [("Held", "PAUSED")]
    assert api.get("/campaigns?status=RUNNING").status_code == 400


def test_queries_do_not_grow_with_the_rows(api, acme, django_assert_max_num_queries):
    for _ in range(4):
        make_campaign(acme, chain())
    with django_assert_max_num_queries(9):
        assert [each["triggers"][0]["type"] for each in read(api, "/campaigns")] == ["MANUAL"] * 4


def test_secrets_by_name_only(api, acme):
    secret = secret_create(workspace=acme, name="crm", value="very secret words", actor=SYSTEM)
    assert read(api, "/secrets") == [{"id": secret.public_id, "name": "crm"}]
