"""The page about security names tests and pages that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"


def test_every_test_and_page_that_it_names_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = {*re.findall(r"`(tests/[\w/.]+)`", text), *(f"docs/{link}" for link in re.findall(r"\((\w+\.md)", text))}
    assert len(named) > 25
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_each_of_the_ten_risks_has_its_test() -> None:
    rows = re.findall(r"^\| \*\*API(\d+)\*\* .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [str(number) for number in range(1, 11)]
    lines = re.findall(r"^\| \*\*API\d+\*\* .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert all("`tests/" in line for line in lines)
