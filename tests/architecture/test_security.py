"""The documents name tests that there are, and the page about security one for each risk."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"


DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "clients").glob("*/README.md")]
TESTS = re.compile(r"\btests/[\w/.]*\w(?:::\w+)*")
LINKS = re.compile(r"\]\(([\w./-]+)(?:#[\w-]*)?\)")


def test_every_test_and_page_that_the_documents_name_exists() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
    tests = {name for text in texts.values() for name in TESTS.findall(text)}
    links = {path.parent / link for path, text in texts.items() for link in LINKS.findall(text)}
    assert (len(tests) > 40, len(links) > 100) == (True, True)
    assert sorted(name for name in tests if not _is_there(name)) == []
    assert sorted(str(link) for link in links if not link.exists()) == []


def _is_there(name: str) -> bool:
    path, *parts = name.split("::")
    return (ROOT / path).exists() and all(
        re.search(rf"^\s*(?:def|class) {part}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
        for part in parts
    )


def test_each_of_the_ten_risks_has_its_test() -> None:
    rows = re.findall(r"^\| \*\*API(\d+)\*\* .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [str(number) for number in range(1, 11)]
    lines = re.findall(r"^\| \*\*API\d+\*\* .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert all("`tests/" in line for line in lines)
