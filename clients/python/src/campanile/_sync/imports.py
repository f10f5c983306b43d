# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.
"""`client.imports`: files of contacts, handed in, tried and imported in the background."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Literal

from campanile._calls import TENANT, Call, Upload, data, given, page, path_of, post
from campanile._sync.paging import walk
from campanile._sync.transport import Transport
from campanile.models import Import, Page, RefusedRows

_IMPORTS = f"{TENANT}/imports"
Goal = Literal["read", "check", "import"]


class Imports:
    """Imports of the workspace."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, limit: int = 100, offset: int = 0) -> Page[Import]:
        """A page of imports, newest first."""
        query = {"limit": limit, "offset": offset}
        return self._transport.send(Call("GET", _IMPORTS, page(Import, query), query=query))

    def iter(self, *, limit: int = 100) -> Iterator[Import]:
        """Every import; `limit` is how many each request brings."""
        return walk(self.list, limit=limit)

    def get(self, import_id: str) -> Import:
        """How far it is, and what is in the file once it was read."""
        return self._transport.send(Call("GET", _one(import_id), data(Import)))

    def create(
        self,
        file: IO[bytes],
        *,
        filename: str,
        goal: Goal = "import",
        mapping: Mapping[str, str] | None = None,
        country: str | None = None,
        add_tags: Sequence[str] = (),
        segment: str | None = None,
        consent: Mapping[str, Any] | None = None,
        encoding: str | None = None,
        sheet: str | None = None,
        idempotency_key: str | None = None,
    ) -> Import:
        """Hands a CSV file or a workbook in, opened for reading bytes.

        With the goal `read` or `check` it waits for `start`, so that you can look at it. Without a `mapping` of columns
        to fields the server takes the one that it proposes.
        """
        options = given(mapping=mapping, consent=consent, add_tags=[*add_tags] or None)
        plain = given(goal=goal, country=country, segment=segment, encoding=encoding, sheet=sheet)
        fields = {**plain, **{name: json.dumps(value) for name, value in options.items()}}
        upload = Upload(filename, file, fields)
        return self._transport.send(post(_IMPORTS, {}, data(Import), idempotency_key, upload))

    def start(
        self,
        import_id: str,
        *,
        goal: Goal = "import",
        mapping: Mapping[str, str] | None = None,
        country: str | None = None,
        add_tags: Sequence[str] = (),
        segment: str | None = None,
        consent: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Import:
        """Goes on with one that is `ready` or `checked`, on these options."""
        tags = [*add_tags] or None
        body = given(goal=goal, mapping=mapping, country=country, add_tags=tags, segment=segment, consent=consent)
        return self._transport.send(post(f"{_one(import_id)}/start", body, data(Import), idempotency_key))

    def cancel(self, import_id: str, *, idempotency_key: str | None = None) -> Import:
        """Ends it; what is imported stays."""
        return self._transport.send(post(f"{_one(import_id)}/cancel", {}, data(Import), idempotency_key))

    def refused(self, import_id: str, *, after: int | None = None, limit: int | None = None) -> RefusedRows:
        """Rows that could not be imported, as they were, each with its problem."""
        query = {"after": after, "limit": limit}
        return self._transport.send(Call("GET", f"{_one(import_id)}/errors", data(RefusedRows), query=query))


def _one(import_id: str) -> str:
    return f"{_IMPORTS}/{path_of(import_id)}"
