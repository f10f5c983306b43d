"""The addresses of the e-mail API, tried as `isolation_routes` says."""

from tests.acceptance.attempts import Attempt

GET = Attempt()
_BASE = "public/v1/email"
_CAMPAIGN = f"{_BASE}/campaigns/<str:campaign_id>"
_UNFIT = frozenset({422})
_MINE = {
    "name": "Mine",
    "template_ids": ["{template}"],
    "mail_account_ids": ["{sender}"],
    "events": ["sale.created"],
}
_THEIR_QUERY = {"condition": "AND", "type": "builder", "rules": ["{segment}"]}

EMAIL_API = {
    f"{_BASE}/campaigns": [
        Attempt(query="?team_id={workspace}"),
        Attempt("POST", body={"team_id": "{workspace}", **_MINE}),
        Attempt("POST", body=_MINE, refused=_UNFIT),
    ],
    _CAMPAIGN: [
        GET,
        Attempt("PATCH", body={"name": "Mine"}),
        Attempt("PATCH", body={"segment_query": _THEIR_QUERY}),
    ],
    f"{_CAMPAIGN}/submit": [
        Attempt("POST", body={"event_name": "sale.created"}),
    ],
    f"{_BASE}/contacts/upsert": [Attempt("POST", body={"team_id": "{workspace}", "email": "mine@example.com"})],
    f"{_BASE}/contacts/bulk-upsert": [
        Attempt("POST", body={"team_id": "{workspace}", "contacts": [{"email": "mine@example.com"}]}),
    ],
    f"{_BASE}/events": [
        Attempt("POST", body={"team_id": "{workspace}", "event_name": "sale.created", "contact_id": "{contact}"}),
        Attempt("POST", body={"event_name": "sale.created", "contact_id": "{contact}"}, refused=_UNFIT),
    ],
    f"{_BASE}/events/<str:event_id>/decisions": [GET],
    f"{_BASE}/templates": [
        Attempt(query="?team_id={workspace}"),
        Attempt("POST", body={"team_id": "{workspace}", "name": "Mine", "subject": "Hi", "html": "<p>Hi</p>"}),
    ],
    f"{_BASE}/mail_accounts": [
        Attempt(query="?team_id={workspace}"),
        Attempt(
            "POST",
            body={
                "team_id": "{workspace}",
                "name": "Mine",
                "from_address": "mine@example.com",
                "config": {"host": "127.0.0.1"},
            },
        ),
    ],
    f"{_BASE}/unsubscribes": [
        Attempt("POST", body={"team_id": "{workspace}", "email": "mine@example.com"}),
    ],
}
