"""A caller of one of the API families, for tests."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

ROOT = "/api/v1/tenant"


class Caller:
    """Sends JSON with a key, or as nobody; faults come back as answers, not as exceptions."""

    def __init__(self, key: str | None = None, client: Client | None = None, root: str = ROOT) -> None:
        self.root = root
        self.client = client or Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {key}"} if key else {}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """One request; `path` is below the family's root. Headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body) if body is not None and not isinstance(body, bytes | str) else (body or "")
        return self.client.generic(
            method, self.root + path, data, content_type="application/json", headers={**self.headers, **named}
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.call("DELETE", path, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("PATCH", path, body, **headers)


def error_of(response: HttpResponse) -> dict[str, Any]:
    """The error of a refusal, whose envelope is checked."""
    body = response.json()
    assert set(body) == {"success", "error", "timestamp"}, body
    assert body["success"] is False
    error: dict[str, Any] = body["error"]
    assert set(error) == {"code", "message", "details", "request_id", "documentation_url"}
    assert error["request_id"] == response["X-Request-Id"]
    return error
