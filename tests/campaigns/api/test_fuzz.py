"""Whatever is sent is answered in the family's shape, and never with a fault."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.models import Campaign
from tests.campaigns.api.client import Caller
from tests.campaigns.api.conftest import STEPS
from workspaces.ids import encode, uuid7

TRIALS = hypothesis_settings(max_examples=40)
WORDS = (
    "acme-corp lead_gen start email wait tag send end trigger_manual next s1 add condition AND {{x}} {%if%} <p> \0 1e9 "
    "2028-02-29 -1 2147483648"
)
NAMES = (
    "workspace_slug name goal settings sequence workflow audience action nodes edges id type config source target port "
    "step node subject body duration value unit rule rules operator daily_limit frequency_cap count days "
    "template sender"
)
texts = st.text(max_size=12) | st.sampled_from([*WORDS.split(" "), encode("tpl", uuid7())])
names = texts | st.sampled_from(NAMES.split(" "))
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5), max_leaves=15
)
nodes = st.fixed_dictionaries(
    {"id": texts, "type": st.sampled_from(["send", "wait", "tag", "set_field", "end", "condition", "ab_test"]) | texts},
    optional={"config": st.dictionaries(names, values, max_size=4), "name": scalars},
)
flows = st.fixed_dictionaries(
    {"nodes": st.lists(nodes, max_size=5)},
    optional={"edges": st.lists(st.dictionaries(st.sampled_from(["source", "target", "port"]), texts), max_size=4)},
)
steps = st.fixed_dictionaries(
    {"type": st.sampled_from(["email", "wait", "tag", "set_field"])},
    optional=dict.fromkeys(("subject", "body", "duration", "tag", "action", "field", "value", "node", "step"), values),
)
bodies = values | st.fixed_dictionaries(
    {},
    optional={
        "name": scalars,
        "goal": scalars,
        "settings": st.dictionaries(names, values, max_size=3) | values,
        "sequence": st.lists(steps, max_size=3) | st.just(STEPS),
        "workflow": flows | values,
        "audience": scalars,
    },
)


ids = texts | st.builds(encode, st.sampled_from(["exe", "ct"]), st.uuids())
orders = values | st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from(["cancel", "retry", "move", "skip_wait"]) | scalars,
        "to": st.sampled_from(["s1", "s2"]) | scalars,
        "state": st.sampled_from(["pending", "failed"]) | scalars,
        "node": texts,
        "executions": st.lists(ids, max_size=3) | scalars,
        "contacts": st.lists(ids, max_size=3) | scalars,
        "delay": scalars,
    },
)


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


def fits(answer) -> None:
    """The answer is a success or a refusal, in shape."""
    assert answer.status_code < 500, answer.content
    assert answer.json()["success"] is (answer.status_code < 400)


@TRIALS
@given(body=bodies)
def test_creating(api: Caller, body):
    if isinstance(body, dict):
        body = {"workspace_slug": "acme-corp", "name": "Fuzz", **body}
    fits(api.post("/campaigns", body))


@TRIALS
@given(body=bodies)
def test_changing(api: Caller, draft, body):
    fits(api.patch(f"/campaigns/{draft}", body))
    fits(api.get(f"/campaigns/{draft}"))


@TRIALS
@given(flow=flows | values)
def test_validating_and_saving_agree(api: Caller, draft, flow):
    checked = api.post(f"/campaigns/{draft}/validate", {"workflow": flow})
    saved = api.patch(f"/campaigns/{draft}", {"workflow": flow})
    fits(checked)
    fits(saved)
    assert (checked.status_code, saved.status_code) in {(200, 200), (400, 400)}


@TRIALS
@given(body=values)
def test_sending(api: Caller, draft, body):
    answer = api.post(f"/campaigns/{draft}/send", body)
    fits(answer)
    assert answer.status_code == 400
    assert Campaign.unscoped_objects.get().lifecycle == "DRAFT"


@TRIALS
@given(
    query=st.dictionaries(st.sampled_from(["limit", "offset", "status", "workspace", "q"]), st.text(max_size=8)),
    raw=st.binary(max_size=40),
)
def test_asking(api: Caller, draft, query, raw):
    fits(api.get("/campaigns?" + urlencode({"workspace": "acme-corp", **query}, errors="surrogatepass")))
    fits(api.get("/campaigns?" + urlencode({"workspace": raw})))
    for rest in ("executions", "versions", "status"):
        fits(api.get(f"/campaigns/{draft}/{rest}?" + urlencode(query, errors="surrogatepass")))


@TRIALS
@given(
    query=st.fixed_dictionaries({}, optional={n: st.text(max_size=40) for n in ("state", "node", "contact", "cursor")})
)
def test_filtering_executions(api: Caller, draft, query):
    fits(api.get(f"/campaigns/{draft}/executions?" + urlencode(query, errors="surrogatepass")))


@TRIALS
@given(body=orders)
def test_ordering(api: Caller, running, body):
    fits(api.post(f"/campaigns/{running}/orders", body))


@TRIALS
@given(raw=st.binary(max_size=200))
def test_bytes(api: Caller, draft, raw):
    fits(api.call("POST", "/campaigns", raw))
    fits(api.call("PATCH", f"/campaigns/{draft}", raw))
