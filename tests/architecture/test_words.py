"""Words that must not stand in tracked files: addresses of package registries, paths of somebody's machine."""

import re

from tests.architecture.sources import ROOT, tracked_files

FORBIDDEN = re.compile(
    "|".join(
        (
            # Locks carry hashes and no addresses, so that every site can use its own mirror.
            r"files\.python" + r"hosted\.org",
            r"py" + r"pi\.org/simple",
            r"registry\.npm" + r"js\.org",
            r"registry\.yarn" + r"pkg\.com",
            # Absolute paths of a machine, where a relative one or a setting belongs.
            r"/home/[a-z]+/",
            r"/Users/[A-Za-z]+/",
            r"/work/(?:main|shared)",
            r"/tmp/(?!build\b)[a-z]",
        )
    )
)
TEXT = set(" .cfg .css .csv .html .ini .json .md .py .sql .toml .ts .tsx .txt .yaml .yml".split(" "))


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in tracked_files()
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for match in FORBIDDEN.finditer(line)
    ]
    assert found == []
