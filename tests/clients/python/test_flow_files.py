"""What `campanile flows export` writes differs where the campaign does, and nowhere else."""

import difflib
from typing import Any

import pytest
import yaml

from campanile.cli.flows import to_yaml

LONG = "Dear reader, " * 40
DOCUMENT: dict[str, Any] = {
    "name": "Welcome",
    "settings": {"daily_limit": 100, "tags": ["b", "a"], "topic": None},
    "workflow": {
        "nodes": [
            {"id": "t", "type": "trigger_manual", "config": {}},
            {"id": "s", "type": "notify_inbox", "config": {"subject": LONG, "body": "One\nTwo \n\tThree\n"}},
            {"id": "e", "type": "end", "config": {}},
        ],
        "edges": [{"source": "t", "target": "s", "port": "next"}],
    },
}


def changed(old: str, new: str) -> list[str]:
    """The lines that differ, without those that say where."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_one_changed_value_is_one_changed_line() -> None:
    written = to_yaml(DOCUMENT)
    nodes = DOCUMENT["workflow"]["nodes"]
    config = nodes[1]["config"]
    for part, old, new in (
        (DOCUMENT["settings"], {"daily_limit": 100}, {"daily_limit": 50}),
        (nodes[2], {"id": "e"}, {"id": "f"}),
        (config, {"subject": LONG}, {"subject": LONG.replace("Dear", "Good", 1)}),
        (config, {"body": config["body"]}, {"body": config["body"].replace("Two", "2")}),
    ):
        part.update(new)
        lines = changed(written, to_yaml(DOCUMENT))
        part.update(old)
        assert [line[0] for line in lines] == ["-", "+"], lines
    assert to_yaml(DOCUMENT) == written


def test_everything_is_in_its_order_and_texts_of_several_lines_are_blocks() -> None:
    written = to_yaml(DOCUMENT)
    assert [line.strip() for line in written.splitlines() if "id: " in line] == ["- id: t", "- id: s", "- id: e"]
    at = written.index("        body: |\n")
    assert written[at:].split("\n")[1:4] == ["          One", "          Two ", "          \tThree"]
    assert yaml.safe_load(written) == DOCUMENT
    assert list(yaml.safe_load(written)) == list(DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        "a \n",
        " a\nb",
        "\n\na",
        "a\n \n  b\n\n",
        "\ta\n\tb",
        "a\r\nb",
        "a\x85\nb",
        "a\u2028b\nc",
        "\ufeffa\nb",
        "- a\n# b: c\n",
    ],
)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert yaml.safe_load(to_yaml({"text": [text]})) == {"text": [text]}
