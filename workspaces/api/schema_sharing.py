"""What all operations have in common, said once in the description: the headers of answers, and each family's errors.

Both are postprocessing hooks of drf-spectacular, which itself repeats them at every operation.
"""

from typing import Any

_METHODS = frozenset(("get", "post", "put", "patch", "delete"))
_SCHEMAS, _RESPONSES, _HEADERS = (f"#/components/{part}/" for part in ("schemas", "responses", "headers"))
_RATE = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
_NUMBER, _TEXT = {"type": "integer"}, {"type": "string"}
HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-Id": {"description": "The request's id: yours, or one of ours.", "schema": _TEXT},
    _RATE[0]: {"description": "Requests that the caller has in a minute.", "schema": _NUMBER},
    _RATE[1]: {"description": "How many of them are left.", "schema": _NUMBER},
    _RATE[2]: {"description": "When they are counted anew, in seconds since 1970.", "schema": _NUMBER},
    "Retry-After": {"description": "How many seconds to wait before trying again.", "schema": _NUMBER},
    "WWW-Authenticate": {"description": "How to enter.", "schema": _TEXT},
    "Idempotency-Replayed": {
        "description": "`true` where this is the kept answer to an earlier request with the same Idempotency-Key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}


def describe_headers(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Adds the headers that answers carry to each of them, by reference."""
    result["components"]["headers"] = HEADERS
    for item in result["paths"].values():
        for method in _METHODS & set(item):
            for status, response in item[method]["responses"].items():
                shared = {name: {"$ref": _HEADERS + name} for name in _headers_of(method, status)}
                response["headers"] = shared | response.get("headers", {})
    return result


def share_errors(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Puts errors that are described alike at many operations in one place."""
    shared: dict[str, Any] = {}
    for item in result["paths"].values():
        for method in _METHODS & set(item):
            responses = item[method]["responses"]
            for status, response in responses.items():
                name = _name(status, response)
                if name is not None and shared.setdefault(name, response) == response:
                    responses[status] = {"$ref": _RESPONSES + name}
    result["components"]["responses"] = dict(sorted(shared.items()))
    return result


def _headers_of(method: str, status: str) -> list[str]:
    names = ["X-Request-Id"]
    if status == "401":
        return [*names, "WWW-Authenticate"]
    names += _RATE
    if status in ("429", "503"):
        names.append("Retry-After")
    if method == "post" and status.startswith("2"):
        names.append("Idempotency-Replayed")
    return names


def _name(status: str, response: dict[str, Any]) -> str | None:
    """The shape's name and the status; None for what is no error."""
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    if not status.startswith(("4", "5")) or "$ref" not in schema:
        return None
    return f"{schema['$ref'].removeprefix(_SCHEMAS)}{status}"
