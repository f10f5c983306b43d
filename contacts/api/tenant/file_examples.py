"""The examples of the API's description of imports and exports. A test holds them against what is answered."""

from typing import Any

from workspaces.api.tenant.schema import page_example

_TIME = "2025-11-01T10:00:00Z"

IMPORT_CREATE = {
    "filename": "people.csv",
    "content": "E-Mail,Plan\nada@example.com,pro\nnobody,free\n",
    "goal": "check",
    "mapping": {"E-Mail": "email", "Plan": "attributes.plan"},
    "add_tags": ["imported 2025-11-01"],
}
IMPORT_START = {"goal": "check", "mapping": {"E-Mail": "email", "Plan": "attributes.plan"}, "country": "AT"}
IMPORT: dict[str, Any] = {
    "success": True,
    "data": {
        "id": "imp_01k9zq4s2dwxq1fz3y6s8m0n2q",
        "filename": "people.csv",
        "goal": "check",
        "state": "checked",
        "error": "",
        "columns": ["E-Mail", "Plan"],
        "samples": [["ada@example.com", "pro"], ["nobody", "free"]],
        "mapping": {"E-Mail": "email", "Plan": "attributes.plan"},
        "kinds": {},
        "country": "AT",
        "add_tags": ["imported 2025-11-01"],
        "segment": None,
        "rows_total": 2,
        "rows_read": 2,
        "rows_created": 1,
        "rows_updated": 0,
        "rows_unchanged": 0,
        "rows_refused": 1,
        "rows_repeated": 0,
        "created_at": _TIME,
        "finished_at": None,
    },
}
IMPORTS = page_example(IMPORT["data"])
REFUSED = {
    "success": True,
    "data": {
        "columns": ["E-Mail", "Plan"],
        "rows": [{"line": 3, "cells": ["nobody", "free"], "problem": "E-Mail: “nobody” is no e-mail address."}],
        "next_after": None,
    },
}
EXPORT_CREATE = {
    "kind": "contacts",
    "filter": {"search": "ada"},
    "columns": ["email", "first_name"],
    "format": "csv",
}
EXPORT: dict[str, Any] = {
    "success": True,
    "data": {
        "id": "exp_01k9zq4s2dwxq1fz3y6s8m0n2q",
        "kind": "contacts",
        "title": "Contacts matching “ada”",
        "filter": {"search": "ada"},
        "columns": ["email", "first_name"],
        "format": "csv",
        "state": "done",
        "error": "",
        "rows_total": 1,
        "rows_written": 1,
        "size": 43,
        "download": "exports/exp_01k9zq4s2dwxq1fz3y6s8m0n2q/file",
        "created_at": _TIME,
        "finished_at": _TIME,
        "expires_at": "2025-11-08T10:00:00Z",
    },
}
EXPORTS = page_example(EXPORT["data"])
FILE = "email,first_name\nada@example.com,Ada\n"
