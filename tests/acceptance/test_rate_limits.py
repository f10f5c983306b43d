"""Who asks too often is told so in the shape of the family that was asked, as its description says."""

import re
from typing import Any

import pytest

from tests.acceptance.described import Operation, operations
from tests.acceptance.test_bad_input import named_fields
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import make_campaign
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.api import rate_limits

KNOWN = {"workspace_id", "campaign_id"}
CODES = {"api/v1": "RATE_LIMIT_EXCEEDED"}


@pytest.mark.django_db
def test_every_family_tells_who_asks_too_often_to_wait(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    monkeypatch.setattr(rate_limits, "_WINDOW_SECONDS", 3_200_000_000)
    acme = make_workspace("acme-corp")
    world = {"slug": acme.slug, "workspace": acme.public_id, "campaign": make_campaign(acme).public_id}
    firsts: dict[str, Operation] = {}
    for operation in operations():
        if operation.method == "GET" and set(re.findall(r"{(\w+)}", operation.path)) <= KNOWN:
            firsts.setdefault(operation.family, operation)
    assert len(firsts) == 5
    for family, operation in firsts.items():
        caller = Caller(make_api_key(acme)[1], root="")
        taken, refused = (caller.get(operation.asked(world)) for _ in range(2))
        assert (taken.status_code, refused.status_code) == (200, 429), (family, taken.content)
        assert "429" in operation.described["responses"]
        assert named_fields(family, refused.json()) == []
        error = refused.json()["error"]
        code = refused.json()["error"]["code"] if isinstance(error, dict) else error
        assert code == CODES.get(family, "rate_limited"), family
        assert (refused["X-RateLimit-Remaining"], int(refused["Retry-After"]) > 0) == ("0", True), family
