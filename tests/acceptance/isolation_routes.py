"""Every address of the installation, and how somebody of workspace A could try to reach into workspace B by it.

A route that is missing here fails the test: whoever adds one says what kind it is.
"""

from tests.acceptance.attempts import Attempt
from tests.acceptance.isolation_email import EMAIL_API
from tests.acceptance.isolation_webhooks import WEBHOOKS
from tests.acceptance.isolation_workspace import WORKSPACE_API

# Serve no tenant's rows to anybody, or rows to whoever holds the signed link that names them.
PUBLIC = {
    "healthz": "the process is up",
    "readyz": "names of checks",
    "metrics": "numbers of the process; token of its own",
    "u/<str:token>": "a signed link names the message",
    "p/<str:token>": "a signed link names the contact",
    "k/<str:token>": "a signed link names the request for consent",
    "o/<str:token>.gif": "a signed link names the message",
    "s/v1/campanile.js": "the script of websites",
    "s/v1/events": "a site's public key names the workspace, and nothing of it is answered",
    "s/v1/campanile-messages.js": "a script of websites",
    "s/v1/campanile-sw.js": "a script of websites",
    "s/v1/push/key": "a key that browsers subscribe to, public by its nature",
    "s/v1/push/subscriptions": "a token signed with the secret of the site's key names the contact",
    "s/v1/push/ended": "a token signed with the secret of the site's key names the contact",
    "s/v1/feed": "a token signed with the secret of the site's key names the contact",
    "s/v1/feed/marks": "a token signed with the secret of the site's key names the contact",
    "s/v1/facts/<str:token>": "a signed token names the message",
    "c/<str:token>": "a signed link names the message",
    "l/<str:token>": "a signed link names the message",
    "hooks/providers/<str:sender_id>": "the sender's provider proves itself, and is answered nothing",
    "api/schema/": "the description of the API",
    "api/docs/": "the description of the API",
    "favicon.ico": "the icon",
    "sign-in/": "the form",
    "sign-out/": "ends one's own session",
}

# Only for members of staff, who see every workspace. `admin/` stands for everything below it.
STAFF_PREFIX = "admin/"

# Pages of one's own, without a workspace in the address.
OWN = {"": "leads to the first of one's own workspaces"}


GET, POST = Attempt(), Attempt("POST", body={})
_CAMPAIGN = "api/v1/tenant/campaigns/<str:campaign_id>"
_RUNTIME = "v1/campaigns/<str:campaign_id>"

_TAG_RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
_THEIR_RULE = {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": "{segment}"}]}
_SEGMENT = "api/v1/tenant/segments/<str:segment_id>"
_RULES = [
    Attempt("POST", body={"workspace_slug": "{slug}", "rule": _TAG_RULE}),
    Attempt("POST", body={"workspace_slug": "{own}", "rule": _THEIR_RULE}, refused=frozenset({400})),
]
_TEMPLATE = "api/v1/tenant/templates/<str:template_id>"
TEMPLATES = {
    "api/v1/tenant/templates": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "name": "Mine"}),
    ],
    _TEMPLATE: [GET, Attempt("PATCH", body={"name": "Mine"})],
    f"{_TEMPLATE}/archive": [POST],
    f"{_TEMPLATE}/duplicate": [POST],
    f"{_TEMPLATE}/preview": [POST, Attempt("POST", body={"contact": "{contact}"})],
    f"{_TEMPLATE}/publish": [POST],
    f"{_TEMPLATE}/reject": [Attempt("POST", body={"reason": "No"})],
    f"{_TEMPLATE}/return": [POST],
    f"{_TEMPLATE}/submit": [POST],
    f"{_TEMPLATE}/test-send": [Attempt("POST", body={"to": "{member}"})],
    f"{_TEMPLATE}/versions": [GET],
    f"{_TEMPLATE}/versions/<str:number>": [GET],
    f"{_TEMPLATE}/versions/<str:number>/restore": [POST],
}
SEGMENTS = {
    "api/v1/tenant/segments": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "name": "Mine", "rule": _TAG_RULE}),
        Attempt("POST", body={"workspace_slug": "{own}", "name": "M", "rule": _THEIR_RULE}, refused=frozenset({400})),
    ],
    "api/v1/tenant/segments/estimate": _RULES,
    "api/v1/tenant/segments/preview": _RULES,
    _SEGMENT: [GET, Attempt("PATCH", body={"name": "Mine"}), Attempt("DELETE")],
    f"{_SEGMENT}/duplicate": [POST],
    f"{_SEGMENT}/freeze": [POST],
    f"{_SEGMENT}/members": [GET, Attempt("POST", body={"add": ["{contact}"]})],
}

_PORT = {"name": "Mine", "workflow": {"nodes": [], "edges": []}}
_CHANNEL = "channel-service/v1"
_TOUCHPOINT = {"type": "message", "name": "Mine", "message": "Hello"}
CHANNEL_SERVICE = {
    f"{_CHANNEL}/campaign": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "name": "Mine", "channel_type": "email"}),
    ],
    f"{_CHANNEL}/campaign/<str:campaign_id>": [GET, Attempt("DELETE")],
    f"{_CHANNEL}/touchpoints": [
        Attempt(query="?workspace={slug}"),
        Attempt(query="?campaign_id={campaign}"),
        Attempt("POST", body={"campaign_id": "{campaign}", **_TOUCHPOINT}),
    ],
    f"{_CHANNEL}/touchpoints/<str:touchpoint_id>": [GET, Attempt("PUT", body={"name": "Mine"}), Attempt("DELETE")],
    f"{_CHANNEL}/touchpoints/_validate": [Attempt("POST", body={"touchpoint_id": "{campaign}.s1"})],
}

_YES = {"channel": "email", "state": "granted"}
API = {
    "api/v1/tenant/api-keys": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "name": "Mine", "scopes": ["campaigns:read"]}),
    ],
    "api/v1/tenant/api-keys/<str:key_id>": [GET],
    "api/v1/tenant/api-keys/<str:key_id>/rotate": [POST],
    "api/v1/tenant/api-keys/<str:key_id>/revoke": [POST],
    "api/v1/tenant/audit-log": [
        Attempt(query="?workspace={slug}"),
        Attempt(query="?workspace={slug}&target={campaign}"),
    ],
    "api/v1/tenant/balance": [Attempt(query="?workspace={slug}")],
    "api/v1/tenant/balance/ledger": [Attempt(query="?workspace={slug}")],
    "api/v1/tenant/campaigns": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "name": "Mine"}),
        Attempt(
            "POST", body={"workspace_slug": "{own}", "name": "M", "audience": "{segment}"}, refused=frozenset({400})
        ),
        Attempt(
            "POST",
            body={
                "workspace_slug": "{own}",
                "name": "M",
                "sequence": [{"type": "email", "subject": "S", "body": "B", "template": "{template}"}],
            },
            refused=frozenset({400}),
        ),
    ],
    _CAMPAIGN: [GET, Attempt("PATCH", body={"name": "Mine"})],
    f"{_CAMPAIGN}/send": [Attempt("POST", body={"action": action}) for action in ("start", "pause", "resume")],
    f"{_CAMPAIGN}/status": [GET],
    f"{_CAMPAIGN}/validate": [POST],
    f"{_CAMPAIGN}/duplicate": [POST],
    f"{_CAMPAIGN}/export": [GET],
    "api/v1/tenant/campaigns/import": [
        Attempt("POST", body={"workspace_slug": "{slug}", **_PORT}),
        Attempt("POST", body={"campaign": "{campaign}", **_PORT}),
        Attempt("POST", body={"workspace_slug": "{own}", **_PORT, "audience": "{segment}"}, refused=frozenset({400})),
    ],
    f"{_CAMPAIGN}/publish": [POST],
    f"{_CAMPAIGN}/publish/preview": [POST],
    f"{_CAMPAIGN}/versions": [GET],
    f"{_CAMPAIGN}/versions/<str:version_id>": [GET],
    f"{_CAMPAIGN}/versions/<str:version_id>/rollback": [POST],
    f"{_CAMPAIGN}/links": [GET],
    f"{_CAMPAIGN}/analytics": [GET, Attempt(query="?timeRange=7d&groupBy=week")],
    f"{_CAMPAIGN}/explain": [Attempt(query="?contact={contact}")],
    f"{_CAMPAIGN}/stuck": [GET],
    "api/v1/tenant/imports": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "content": "email\nada@example.com\n"}),
        Attempt(
            "POST",
            body={"workspace_slug": "{own}", "content": "email\na@example.com\n", "segment": "{static}"},
            refused=frozenset({400}),
        ),
    ],
    "api/v1/tenant/imports/<str:import_id>": [GET],
    "api/v1/tenant/imports/<str:import_id>/start": [POST],
    "api/v1/tenant/imports/<str:import_id>/cancel": [POST],
    "api/v1/tenant/imports/<str:import_id>/errors": [GET],
    "api/v1/tenant/exports": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "kind": "contacts"}),
        Attempt("POST", body={"workspace_slug": "{own}", "kind": "contacts", "filter": {"segment": "{segment}"}}),
        Attempt(
            "POST", body={"workspace_slug": "{own}", "kind": "campaign_funnel", "filter": {"campaign": "{campaign}"}}
        ),
    ],
    "api/v1/tenant/exports/<str:export_id>": [GET],
    "api/v1/tenant/exports/<str:export_id>/cancel": [POST],
    "api/v1/tenant/exports/<str:export_id>/file": [GET],
    f"{_CAMPAIGN}/orders": [
        GET,
        Attempt("POST", body={"action": "cancel", "executions": ["{execution}"]}),
        Attempt("POST", body={"action": "cancel", "contacts": ["{contact}"]}),
    ],
    f"{_CAMPAIGN}/orders/<str:order_id>": [GET],
    f"{_CAMPAIGN}/orders/<str:order_id>/stop": [POST],
    f"{_CAMPAIGN}/executions": [GET, Attempt(query="?contact={contact}")],
    f"{_CAMPAIGN}/executions/<str:execution_id>": [GET],
    f"{_CAMPAIGN}/executions/<str:execution_id>/cancel": [POST],
    f"{_CAMPAIGN}/executions/<str:execution_id>/retry": [POST],
    f"{_CAMPAIGN}/executions/<str:execution_id>/move": [Attempt("POST", body={"to": "s1"})],
    f"{_CAMPAIGN}/executions/<str:execution_id>/skip-wait": [POST],
    "api/v1/tenant/secrets": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "name": "mine", "value": "a secret of ours"}),
    ],
    "api/v1/tenant/secrets/<str:secret_id>": [
        Attempt("PUT", body={"value": "a secret of ours"}),
        Attempt("DELETE"),
    ],
    **WEBHOOKS,
    "api/v1/tenant/contacts": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "email": "mine@example.com"}),
    ],
    "api/v1/tenant/contacts/bulk": [
        Attempt("POST", body={"workspace_slug": "{slug}", "contacts": [{"email": "mine@example.com"}]}),
    ],
    "api/v1/tenant/contacts/operations": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "action": "tag", "params": {"tag": "x"}, "filter": {}}),
        Attempt(
            "POST",
            body={
                "workspace_slug": "{own}",
                "action": "segment_add",
                "params": {"segment": "{static}"},
                "filter": {},
            },
            refused=frozenset({400}),
        ),
        Attempt(
            "POST",
            body={"workspace_slug": "{own}", "action": "untag", "params": {"tag": "x"}, "contacts": ["{contact}"]},
            refused=frozenset({400}),
        ),
    ],
    "api/v1/tenant/contacts/operations/check": [
        Attempt("POST", body={"workspace_slug": "{slug}", "action": "erase", "filter": {}}),
        Attempt(
            "POST",
            body={"workspace_slug": "{own}", "action": "erase", "filter": {"segment": "{segment}"}},
            refused=frozenset({400}),
        ),
        Attempt(
            "POST",
            body={"workspace_slug": "{own}", "action": "erase", "contacts": ["{contact}"]},
            refused=frozenset({400}),
        ),
    ],
    "api/v1/tenant/contacts/operations/<str:operation_id>": [GET],
    "api/v1/tenant/contacts/operations/<str:operation_id>/stop": [POST],
    "api/v1/tenant/contacts/<str:contact_id>": [GET, Attempt("PATCH", body={"first_name": "Mine"}), Attempt("DELETE")],
    "api/v1/tenant/contacts/<str:contact_id>/activity": [GET],
    "api/v1/tenant/events": [
        Attempt(query="?workspace={slug}"),
        Attempt(query="?contact={contact}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "contact_id": "{contact}", "name": "ordered"}),
        Attempt("POST", body={"contact_id": "{contact}", "name": "ordered"}, refused=frozenset({400})),
    ],
    "api/v1/tenant/events/bulk": [
        Attempt(
            "POST",
            body={"workspace_slug": "{slug}", "events": [{"contact_id": "{contact}", "name": "ordered"}]},
        ),
    ],
    "api/v1/tenant/events/<str:event_id>": [GET],
    "api/v1/tenant/events/<str:event_id>/decisions": [GET],
    **SEGMENTS,
    **TEMPLATES,
    "api/v1/tenant/contacts/<str:contact_id>/addresses": [
        GET,
        Attempt("POST", body={"sender": "{bot}", "address": "1"}),
    ],
    "api/v1/tenant/contacts/<str:contact_id>/addresses/<str:address_id>": [Attempt("DELETE")],
    "api/v1/tenant/contacts/<str:contact_id>/consent": [GET, Attempt("POST", body={"consents": [_YES]})],
    "api/v1/tenant/contacts/<str:contact_id>/export": [GET],
    "api/v1/tenant/contacts/<str:contact_id>/merge": [Attempt("POST", body={"contact_id": "{twin}"})],
    "api/v1/tenant/contacts/<str:contact_id>/preferences-link": [GET],
    "api/v1/tenant/consent/confirmations": [
        Attempt("POST", body={"workspace_slug": "{slug}", "emails": ["a@example.com"]}),
    ],
    "api/v1/tenant/contacts/consent/bulk": [
        Attempt("POST", body={"workspace_slug": "{slug}", "consents": [{"contact_id": "{contact}", **_YES}]}),
    ],
    "api/v1/tenant/inbox/threads": [Attempt(query="?workspace={slug}")],
    "api/v1/tenant/inbox/threads/<str:thread_id>": [GET, Attempt("PATCH", body={"state": "archived"})],
    "api/v1/tenant/inbox/threads/<str:thread_id>/contact": [POST],
    "api/v1/tenant/inbox/threads/<str:thread_id>/reply": [
        Attempt("POST", body={"text": "Hi"}),
        Attempt("POST", body={"text": "Hi", "sender": "{sender}"}),
    ],
    "api/v1/tenant/messages": [
        Attempt(query="?workspace={slug}"),
        Attempt(query="?campaign={campaign}"),
        Attempt(query="?contact={contact}"),
    ],
    "api/v1/tenant/messages/<str:message_id>": [GET],
    "api/v1/tenant/senders": [
        Attempt(query="?workspace={slug}"),
        Attempt(
            "POST",
            body={
                "workspace_slug": "{slug}",
                "name": "Mine",
                "channel": "email",
                "provider": "smtp",
                "from_address": "mine@example.com",
                "config": {"host": "127.0.0.1"},
            },
        ),
    ],
    "api/v1/tenant/senders/<str:sender_id>": [GET, Attempt("PATCH", body={"name": "Mine"})],
    "api/v1/tenant/senders/<str:sender_id>/test": [POST],
    "api/v1/tenant/senders/<str:sender_id>/templates": [GET],
    "api/v1/tenant/senders/<str:sender_id>/templates/fetch": [POST],
    "api/v1/tenant/snippets": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "key": "mine", "html": "<p>Mine</p>"}),
    ],
    "api/v1/tenant/snippets/<str:snippet_id>": [
        GET,
        Attempt("PATCH", body={"html": "<p>Mine</p>"}),
        Attempt("DELETE"),
    ],
    "api/v1/tenant/suppressions": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "addresses": ["a@example.com"]}),
    ],
    "api/v1/tenant/suppressions/<str:suppression_id>": [Attempt("DELETE")],
    "api/v1/tenant/topics": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "key": "mine", "name": "Mine"}),
    ],
    "api/v1/tenant/topics/order": [
        Attempt("POST", body={"workspace_slug": "{slug}", "topics": ["{topic}"]}),
        Attempt("POST", body={"workspace_slug": "{own}", "topics": ["{topic}"]}, refused=frozenset({400})),
    ],
    "api/v1/tenant/topics/<str:topic_id>": [GET, Attempt("PATCH", body={"name": "Mine"})],
    "api/v1/tenant/workspaces": [Attempt(query="?workspace={slug}")],
    "api/v1/tenant/workspaces/<str:workspace_id>": [GET, Attempt("PATCH", body={"name": "Mine"})],
    **WORKSPACE_API,
    **CHANNEL_SERVICE,
    **EMAIL_API,
    f"{_RUNTIME}/trigger": [POST, Attempt("POST", body={"contact_ids": ["{contact}"]})],
    f"{_RUNTIME}/status": [GET],
    f"{_RUNTIME}/pause": [POST],
    f"{_RUNTIME}/resume": [POST],
}
# Leads are contacts.
_CONTACTS, _LEADS = "api/v1/tenant/contacts", "api/v1/tenant/leads"
API |= {route.replace(_CONTACTS, _LEADS): tried for route, tried in API.items() if route.startswith(_CONTACTS)}
