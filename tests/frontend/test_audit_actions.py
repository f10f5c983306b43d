"""Whatever the code writes to the audit log is told in words: a new kind of line can't be forgotten."""

import ast
import re
from collections.abc import Iterator, Set

from django.conf import settings

from frontend.audit_actions import CAMPAIGN_KINDS, DID

APPS = ("workspaces", "contacts", "templates_app", "messaging", "campaigns")


def calls(node: ast.AST, names: Set[str]) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call) and getattr(each.func, "id", "") in names)


def written() -> Iterator[str]:
    """The actions that are spelled out where a line is written, also by way of a function of the same module."""
    for source in (path.read_text() for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")):
        if "audit" not in source:
            continue
        tree = ast.parse(source)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        writers = {"audit_record", *(each.name for each in functions if any(calls(each, {"audit_record"})))}
        words = (part for call in calls(tree, writers) for part in ast.walk(call) if isinstance(part, ast.Constant))
        yield from (word.value for word in words if re.fullmatch(r"[a-z_]+\.[a-z_]+", str(word.value)))
        verbs = (call.args[2] for call in calls(tree, {"campaign_audit"}))
        yield from (f"campaign.{verb.value}" for verb in verbs if isinstance(verb, ast.Constant))


def test_every_line_is_told_in_words() -> None:
    actions = set(written())
    assert len(actions) > 80
    assert actions <= DID.keys()


def test_every_line_about_a_campaign_is_of_one_kind() -> None:
    kinds = [f"campaign.{verb}" for _, verbs in CAMPAIGN_KINDS.values() for verb in verbs]
    assert sorted(kinds) == sorted(action for action in DID if action.startswith("campaign."))
