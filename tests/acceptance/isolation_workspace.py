"""The addresses of the Workspace API, tried as `isolation_routes` says; `{own}` ids may stand in another's address."""

from typing import Any

from tests.acceptance.attempts import Attempt

_ANY = {"if-match": "*"}
_EMPTY: dict[str, Any] = {"nodes": [], "edges": []}
_BASE = "api/workspaces/<str:workspace_id>"
_TEMPLATE = f"{_BASE}/templates/<str:template_id>"
_CAMPAIGN = f"{_BASE}/campaigns/<str:campaign_id>"
GET, POST = Attempt(), Attempt("POST", body={})

_RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
_RULES = {"operator": "AND", "conditions": _RULE["rules"]}
_SCORE = {"name": "Mine", "kind": "event", "event": "ordered", "points": 5}
_SEARCH = Attempt(query="?search=a")
WORKSPACE_API = {
    f"{_BASE}/attributes": [GET, Attempt("POST", body={"key": "mine", "kind": "text"})],
    f"{_BASE}/attributes/<str:attribute_key>": [GET, Attempt("PATCH", body={"label": "Mine"}), Attempt("DELETE")],
    f"{_BASE}/savedViews": [GET, Attempt("POST", body={"name": "Mine", "filter": {"segment": "{segment}"}})],
    f"{_BASE}/savedViews/<str:view_id>": [GET, Attempt("PATCH", body={"name": "Mine"}), Attempt("DELETE")],
    f"{_BASE}/scoreRules": [GET, Attempt("POST", body=_SCORE)],
    f"{_BASE}/scoreRules/<str:rule_id>": [GET, Attempt("PUT", body=_SCORE), Attempt("DELETE")],
    _CAMPAIGN: [GET, Attempt("PATCH", body={"name": "Mine"}), Attempt("DELETE")],
    f"{_CAMPAIGN}/enroll": [Attempt("POST", body={"contactIds": ["{contact}"]})],
    f"{_CAMPAIGN}/execute": [
        Attempt("POST", body={"action": "execute_for_contact", "contactId": "{contact}"}),
        Attempt("POST", body={"action": "process_trigger", "triggerType": "MANUAL"}),
    ],
    f"{_BASE}/campaigns": [
        GET,
        _SEARCH,
        Attempt("POST", body={"name": "Mine", "type": "AUTOMATED", "workflow": _EMPTY}),
    ],
    f"{_BASE}/contacts": [
        GET,
        _SEARCH,
        Attempt(query="?search={contact}"),
        Attempt("POST", body={"email": "mine@example.com"}),
    ],
    f"{_BASE}/contacts/bulk": [Attempt("POST", body={"contacts": [{"email": "mine@example.com"}]})],
    f"{_BASE}/contacts/<str:contact_id>": [GET, Attempt("PATCH", body={"firstName": "Mine"}), Attempt("DELETE")],
    f"{_BASE}/contacts/<str:contact_id>/score": [GET],
    f"{_BASE}/eventNames": [GET, _SEARCH],
    f"{_BASE}/events": [
        Attempt("POST", body={"contactId": "{contact}", "name": "ordered"}, refused=frozenset({400, 404}))
    ],
    f"{_BASE}/inboxThreads": [GET, _SEARCH],
    f"{_BASE}/inboxThreads/<str:thread_id>": [GET, Attempt("PATCH", body={"state": "archived"})],
    f"{_BASE}/inboxThreads/<str:thread_id>/contact": [POST],
    f"{_BASE}/inboxThreads/<str:thread_id>/reply": [
        Attempt("POST", body={"text": "Hi"}),
        Attempt("POST", body={"text": "Hi", "senderId": "{sender}"}),
    ],
    f"{_BASE}/members": [GET],
    f"{_BASE}/ruleConditions": [GET],
    f"{_BASE}/secrets": [GET],
    f"{_BASE}/settings": [GET, Attempt("PATCH", body={"settings": {"contactDailyCap": 3}})],
    f"{_BASE}/segments": [GET, _SEARCH, Attempt("POST", body={"name": "Mine", "rules": _RULES})],
    f"{_BASE}/segments/<str:segment_id>": [GET, Attempt("PATCH", body={"name": "Mine"}), Attempt("DELETE")],
    f"{_BASE}/segments/estimate": [Attempt("POST", body={"rule": _RULE})],
    f"{_BASE}/senders": [GET],
    f"{_BASE}/tags": [GET, _SEARCH],
    f"{_BASE}/topics": [GET, _SEARCH],
    f"{_BASE}/templates": [
        GET,
        _SEARCH,
        Attempt(query="?ids={template}"),
        Attempt("POST", body={"name": "Mine"}),
    ],
    f"{_BASE}/snippets": [GET],
    f"{_BASE}/templateBlocks": [GET],
    _TEMPLATE: [GET, Attempt("PATCH", body={"name": "Mine"}, headers=_ANY)],
    f"{_TEMPLATE}/archive": [POST],
    f"{_TEMPLATE}/duplicate": [POST],
    f"{_TEMPLATE}/preview": [POST, Attempt("POST", body={"contact": "{contact}"})],
    f"{_TEMPLATE}/publish": [POST],
    f"{_TEMPLATE}/reject": [Attempt("POST", body={"reason": "No"})],
    f"{_TEMPLATE}/return": [POST],
    f"{_TEMPLATE}/submit": [POST],
    f"{_TEMPLATE}/testSend": [Attempt("POST", body={"to": "{member}"})],
    f"{_TEMPLATE}/versions": [GET],
    f"{_TEMPLATE}/versions/<str:number>": [GET],
    f"{_TEMPLATE}/versions/<str:number>/restore": [POST],
    f"{_BASE}/nodeTypes": [GET],
    f"{_CAMPAIGN}/launch": [POST],
    f"{_CAMPAIGN}/liveCounts": [GET, Attempt(query="?from=2026-01-01")],
    f"{_CAMPAIGN}/pause": [POST],
    f"{_CAMPAIGN}/publish": [POST],
    f"{_CAMPAIGN}/publish/preview": [POST],
    f"{_CAMPAIGN}/resume": [POST],
    f"{_CAMPAIGN}/versions": [GET],
    f"{_CAMPAIGN}/versions/<str:version_id>": [GET],
    f"{_CAMPAIGN}/versions/<str:version_id>/compare": [GET, Attempt(query="?with=1")],
    f"{_CAMPAIGN}/versions/<str:version_id>/rollback": [POST],
    f"{_CAMPAIGN}/draft": [
        GET,
        Attempt("PUT", body={"workflow": _EMPTY}, headers=_ANY),
        Attempt("DELETE", headers=_ANY),
    ],
    f"{_CAMPAIGN}/estimate": [GET],
    f"{_CAMPAIGN}/review": [GET],
    f"{_CAMPAIGN}/simulate": [Attempt("POST", body={"contactId": "{contact}"})],
}
