"""The addresses of outbound webhooks, and how somebody could try to reach into another workspace by them."""

from tests.acceptance.attempts import Attempt

GET, POST = Attempt(), Attempt("POST", body={})
_PAGE = "w/<str:slug>/"
_WEBHOOK = "api/v1/tenant/webhooks/<str:webhook_id>"
WEBHOOKS = {
    "api/v1/tenant/webhooks": [
        Attempt(query="?workspace={slug}"),
        Attempt("POST", body={"workspace_slug": "{slug}", "url": "https://example.com", "events": ["contact.created"]}),
    ],
    _WEBHOOK: [GET, Attempt("PATCH", body={"description": "Mine"}), Attempt("DELETE")],
    f"{_WEBHOOK}/rotate": [POST],
    f"{_WEBHOOK}/test": [POST],
    f"{_WEBHOOK}/replay": [Attempt("POST", body={"since": "2026-01-01T00:00:00Z"})],
    f"{_WEBHOOK}/deliveries": [GET],
    f"{_WEBHOOK}/deliveries/<str:delivery_id>": [GET],
    f"{_WEBHOOK}/deliveries/<str:delivery_id>/replay": [POST],
}
WEBHOOK_PAGES = {
    f"{_PAGE}webhooks/": [GET, POST],
    f"{_PAGE}webhooks/<str:webhook_id>/": [GET, POST],
    f"{_PAGE}webhooks/<str:webhook_id>/do/": [Attempt("POST", body={"action": "test"})],
    f"{_PAGE}webhooks/<str:webhook_id>/<str:delivery_id>/": [GET],
}
