"""Whatever is sent to the Workspace API is answered in its shape, and never with a fault."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Campaign
from tests.campaigns.api.test_fuzz import TRIALS, flows, scalars, texts, values
from tests.factories.campaigns import launch
from tests.factories.contacts import make_contacts

leaves = st.fixed_dictionaries(
    {"type": st.sampled_from(["attribute", "tag", "event", "segment", "engagement", "consent", "score", "channel"])},
    optional={"field": texts, "operator": texts | st.sampled_from(["is", "has", "in", ">="]), "value": values},
)
rules = values | st.fixed_dictionaries(
    {"condition": st.sampled_from(["AND", "OR"]) | scalars, "rules": st.lists(leaves, max_size=3) | values},
    optional={"not": scalars},
)
etags = st.sampled_from(["*", '"1"', '"2"', 'W/"1"', '""', '"99999999999"']) | st.text(
    st.characters(min_codepoint=33, max_codepoint=126), max_size=8
)
queries = st.dictionaries(
    st.sampled_from(
        ["search", "limit", "page", "kind", "channel", "state", "ids", "status", "from", "to", "with", "x"]
    ),
    st.text(max_size=10),
    max_size=3,
)
LISTS = ["campaigns", "contacts", "templates", "senders", "segments", "attributes", "eventNames", "tags", "members"]


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


def fits(answer) -> None:
    """The answer is a success or a refusal, in shape."""
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert {"error", "message", "details", "requestId"} <= set(answer.json())


@TRIALS
@given(flow=flows | values, etag=etags)
def test_saving(api, campaign, flow, etag):
    fits(api.put(f"/campaigns/{campaign.public_id}/draft", {"workflow": flow}, if_match=etag))
    fits(api.get(f"/campaigns/{campaign.public_id}/draft"))


@TRIALS
@given(rule=rules, body=values)
def test_estimating(api, campaign, rule, body):
    fits(api.post("/segments/estimate", {"rule": rule, "campaignId": campaign.public_id}))
    fits(api.post("/segments/estimate", body))


@TRIALS
@given(query=queries, name=st.sampled_from(LISTS))
def test_asking(api, acme, query, name):
    make_contacts(acme, 1)
    fits(api.get(f"/{name}?" + urlencode(query, errors="surrogatepass")))


@TRIALS
@given(query=queries, number=texts)
def test_asking_about_one(api, campaign, query, number):
    words = urlencode(query, errors="surrogatepass")
    for rest in ("liveCounts", "draft", "versions/1/compare"):
        fits(api.get(f"/campaigns/{campaign.public_id}/{rest}?{words}"))
    fits(api.get(f"/campaigns/{campaign.public_id}/versions/" + urlencode({"": number})[1:]))


@TRIALS
@given(
    body=values
    | st.fixed_dictionaries(
        {},
        optional={
            "mode": st.sampled_from(["pin", "move"]) | scalars,
            "mapping": st.dictionaries(texts, texts | scalars, max_size=3) | values,
            "workflow": flows | values,
            "version": scalars,
            "reason": scalars,
            "startsAt": scalars,
        },
    ),
    action=st.sampled_from(["publish", "publish/preview", "launch", "pause", "resume", "versions/1/rollback"]),
    etag=etags,
)
def test_acting(api, acme, body, action, etag):
    make_contacts(acme, 1)
    campaign: Campaign = launch(
        acme,
        {
            "nodes": [{"id": "t", "type": "trigger_api"}, {"id": "e", "type": "end"}],
            "edges": [{"source": "t", "target": "e"}],
        },
    )
    fits(api.post(f"/campaigns/{campaign.public_id}/{action}", body, if_match=etag))


@TRIALS
@given(raw=st.binary(max_size=200))
def test_bytes(api, campaign, raw):
    fits(api.call("PUT", f"/campaigns/{campaign.public_id}/draft", raw, if_match="*"))
    fits(api.call("POST", "/segments/estimate", raw))
