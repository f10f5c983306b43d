"""What a webhook's config is made of: which headers it may set, and the texts inside its body. No node type."""

import re
from collections.abc import Iterator, Mapping

from pydantic_core import PydanticCustomError

SECRET_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
SAVED_NAME = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"
MAX_VALUES = 10
WITHOUT_BODY = frozenset({"GET", "DELETE"})
MAX_HEADERS = 20
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,998}[\x21-\x7e])?")
# They belong to the connection, to its framing, or to us.
_RESERVED = frozenset(
    "accept-encoding connection content-length expect host keep-alive proxy-authenticate proxy-authorization "
    "proxy-connection te trailer transfer-encoding upgrade user-agent".split()
)
_SECRET = re.compile(r"\{\{-?\s*secrets\.([a-z0-9][a-z0-9_-]{0,63})\s*-?\}\}")
_CREDENTIALS = re.compile(r"authorization|cookie|.*(token|secret|password|api-?key)", re.IGNORECASE)


def headers_checked(headers: dict[str, str]) -> dict[str, str]:
    """The headers themselves. Raises PydanticCustomError for names and values that HTTP, or we, don't allow."""
    if len(headers) > MAX_HEADERS:
        raise PydanticCustomError("too_long", "at most {limit} headers", {"limit": MAX_HEADERS})
    names = [name.lower() for name in headers]
    for name, value in headers.items():
        known = {"name": name[:60]}
        if not _NAME.fullmatch(name):
            raise PydanticCustomError("header_name", "{name} is no name of a header", known)
        if name.lower() in _RESERVED or name.lower().startswith("webhook-"):
            raise PydanticCustomError("header_reserved", "{name} is not yours to set", known)
        if names.count(name.lower()) > 1:
            raise PydanticCustomError("header_twice", "{name} is there twice", known)
        if not _VALUE.fullmatch(value):
            raise PydanticCustomError("header_value", "the value of {name} must be plain ASCII text", known)
        if is_liquid(_SECRET.sub("", value)):
            raise PydanticCustomError("header_liquid", "{name} may hold secrets (secrets.name), nothing else", known)
    return headers


def values_checked(values: dict[str, str]) -> dict[str, str]:
    """The values to keep themselves. Raises PydanticCustomError for names and paths that can't be."""
    if len(values) > MAX_VALUES:
        raise PydanticCustomError("too_long", "at most {limit} values", {"limit": MAX_VALUES})
    for name, path in values.items():
        known = {"name": name[:60]}
        if not re.fullmatch(SAVED_NAME, name) or name in ("status", "reason"):
            raise PydanticCustomError("value_name", "{name} can't be the name of a value", known)
        if not 0 < len(path) <= 200 or not all(path.split(".")):
            raise PydanticCustomError("value_path", "the path of {name} must be names joined by dots", known)
    return values


def readable_headers(headers: Mapping[str, str]) -> list[str]:
    """The headers that look as if they held a credential as it is."""
    return [name for name, value in headers.items() if _CREDENTIALS.fullmatch(name) and not _SECRET.search(value)]


def secrets_in(value: str) -> list[str]:
    """The names of the secrets that a header's value asks for (`Bearer {{ secrets.crm }}`)."""
    return _SECRET.findall(value)


def filled(value: str, secrets: Mapping[str, str]) -> str:
    """The header's value with the secrets in their places. Raises KeyError for one that is not there."""
    return _SECRET.sub(lambda found: secrets[found[1]], value)


def is_liquid(text: str) -> bool:
    """Whether there is anything to render."""
    return "{{" in text or "{%" in text


def json_texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Every text inside a JSON value (keys aside) with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from json_texts(f"{path}.{name}", each)
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from json_texts(f"{path}[{place}]", each)
