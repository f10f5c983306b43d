"""What a rule said of a batch, and how it stands in the journal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from campaigns.nodes.moves import Detail, JsonText

_NOTHING: Mapping[str, object] = MappingProxyType({})
RULE_MATCHED = "rule_matched"
RULE_NOT_MATCHED = "rule_not_matched"
NO_BRANCH = "no_branch"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`rows` match the rule. `seen`: for each row the values that it looked at, one for each of its first leaves, as
    the text of a JSON list; None where the contact no longer exists. Rows that saw the same share one text."""

    rows: Sequence[int]
    seen: Sequence[str | None]


def values_detail(seen: Sequence[str | None], more: Mapping[str, object] = _NOTHING) -> list[Detail | None]:
    """`{"values": […]}` for each, behind `more`; what is shared stays shared."""
    head = "".join(f"{json.dumps(key)}: {json.dumps(value)}, " for key, value in more.items())
    made: dict[str | None, Detail | None] = {
        text: JsonText(f'{{{head}"values": {text}}}') if text is not None else more or None for text in set(seen)
    }
    return [made[text] for text in seen]


def branches_detail(seen: Mapping[str, Sequence[str | None]]) -> list[Detail | None]:
    """`{"values": {branch: […], …}}` for each row of parallel columns by branch."""
    made: dict[tuple[str | None, ...], Detail] = {}
    rows = list(zip(*seen.values(), strict=True))
    for texts in set(rows):
        pairs = (f'"{port}": {text or "null"}' for port, text in zip(seen, texts, strict=True))
        made[texts] = JsonText(f'{{"values": {{{", ".join(pairs)}}}}}')
    return [made[texts] for texts in rows]
