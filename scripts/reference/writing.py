"""The folder of the reference: what lies there, and bringing it up to date."""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def present() -> dict[str, str]:
    """The pages that lie there: text by path below the folder."""
    found = sorted(FOLDER.rglob("*.md"))
    return {str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in found}


def write(pages: Mapping[str, str]) -> list[str]:
    """Makes the folder hold these pages and no others; the paths that changed."""
    before = present()
    changed = sorted(name for name in {*before, *pages} if before.get(name) != pages.get(name))
    for name in changed:
        path = FOLDER / name
        if name in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[name], encoding="utf-8")
        else:
            path.unlink()
    return changed
