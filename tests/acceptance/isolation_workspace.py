"""The addresses of the Workspace API, tried as `isolation_routes` says; `{own}` ids may stand in another's address."""

from typing import Any

from tests.acceptance.attempts import Attempt

_ANY = {"if-match": "*"}
_EMPTY: dict[str, Any] = {"nodes": [], "edges": []}
_BASE = "api/workspaces/<str:workspace_id>"
_CAMPAIGN = f"{_BASE}/campaigns/<str:campaign_id>"
GET = Attempt()

WORKSPACE_API = {
    f"{_BASE}/nodeTypes": [GET],
    f"{_CAMPAIGN}/draft": [
        GET,
        Attempt("PUT", body={"workflow": _EMPTY}, headers=_ANY),
        Attempt("DELETE", headers=_ANY),
    ],
    f"{_CAMPAIGN}/simulate": [Attempt("POST", body={"contactId": "{contact}"})],
}
