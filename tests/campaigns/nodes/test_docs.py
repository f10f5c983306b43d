"""The guide says something about every issue code. What it says of the types is generated (docs/reference)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "nodes.md").read_text(encoding="utf-8")


def issue_codes(source: str) -> Iterator[str]:
    """The constant codes in calls of `Issue(node, path, code, …)`, `view.error(path, code, …)`, `view.warning(…)`."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            place = {"Issue": 2, "error": 1, "warning": 1}.get(name)
            if place is not None and len(call.args) > place and isinstance(call.args[place], ast.Constant):
                yield call.args[place].value  # type: ignore[attr-defined]


def test_every_issue_code_is_described() -> None:
    files = [*(ROOT / "campaigns" / "flow").glob("*.py"), *(ROOT / "campaigns" / "nodes").glob("*.py")]
    codes = {code for path in files for code in issue_codes(path.read_text(encoding="utf-8"))}
    assert len(codes) >= 20
    assert sorted(code for code in codes | {"config_missing", "config_invalid"} if f"`{code}`" not in GUIDE) == []
