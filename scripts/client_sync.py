"""Writes the Python client's synchronous half from its asynchronous one: `python -m scripts.client_sync`.

A test holds the committed files against what this writes. `sender.py` is written by hand: one has a task, one a thread.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "clients" / "python" / "src" / "campanile"
SOURCE, TARGET = PACKAGE / "_async", PACKAGE / "_sync"
BY_HAND = {"__init__.py", "sender.py"}
_HEADER = "# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.\n"

_RULES = [
    (r"^import asyncio\n(?:import time\n)?", "import time\n"),
    (r"asyncio\.sleep", "time.sleep"),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"for row in (page\.data):\n +yield row", r"yield from \1"),
    (r"\bAwaitable\[([^\[\]]+(?:\[\w+\])?)\]", r"\1"),
    (r"Awaitable, (?=Callable)", ""),
    (r"campanile\._async\b", "campanile._sync"),
    (r"\bhttpx2\.AsyncClient\b", "httpx2.Client"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\baclose\b", "close"),
    (r"\baiter_raw\b", "iter_raw"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
]


def written() -> dict[str, str]:
    """The files by their names, as they should be."""
    return {path.name: _translated(path) for path in sorted(SOURCE.glob("*.py")) if path.name not in BY_HAND}


def _translated(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for pattern, replacement in _RULES:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    ruff = [Path(sys.executable).parent / "ruff"]
    name = str(TARGET / path.name)
    for command in (["check", "--quiet", "--select", "I,F401", "--fix"], ["format", "--quiet"]):
        done = subprocess.run(
            [*ruff, *command, "--stdin-filename", name, "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        text = done.stdout
    return _HEADER + text


def main() -> None:
    """Writes what differs."""
    for name, text in written().items():
        path = TARGET / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
