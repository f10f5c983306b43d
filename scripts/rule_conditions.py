"""`python -m scripts.rule_conditions`: writes the rule language as the API serves it, for tests of the rule builder."""

import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
django.setup()

from contacts.rules import describe  # noqa: E402 - the registry is full once Django is set up

PATH = Path(__file__).resolve().parents[1] / "frontend" / "src" / "rules" / "conditions.json"


def conditions_text() -> str:
    """The content of `conditions.json`: what `GET ruleConditions` answers."""
    language = describe()
    document = {
        "maxDepth": language.max_depth,
        "maxLeaves": language.max_leaves,
        "conditions": [
            {
                "key": each.key,
                "label": each.label,
                "description": each.description,
                "flowOnly": each.flow_only,
                "schema": each.schema,
            }
            for each in language.conditions
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(conditions_text(), encoding="utf-8")
