"""What every `.sql` file keeps to."""

import re
from collections.abc import Iterator

from tests.architecture.sources import APPS, ROOT

_LOCK = re.compile(r"\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b")
_WRITE = re.compile(r"^\s*(?:UPDATE|DELETE|INSERT)\b", re.MULTILINE)


def around(text: str, at: int) -> Iterator[str]:
    """What stands before each bracket that is open at this place, from the innermost outwards."""
    depth = 0
    for place in range(at - 1, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth < 0:
            depth = 0
            yield text[:place].rstrip()


def is_run_once(text: str, lock: int) -> bool:
    """Whether what locks is a CTE of its own, or all of a statement that only reads."""
    *_, outermost = ["", *around(text, lock)]
    return outermost.endswith("AS MATERIALIZED") or not _WRITE.search(text)


def test_what_locks_rows_is_run_once() -> None:
    """A planner that takes a table for almost empty may run another subquery once for each row of it: each time it
    locks the next rows, and more are written to than its LIMIT says."""
    files = {path: re.sub(r"--.*", "", path.read_text()) for app in APPS for path in (ROOT / app).rglob("sql/*.sql")}
    locks = [(path, text, match.start()) for path, text in files.items() for match in _LOCK.finditer(text)]
    assert len(locks) > 40
    assert [str(path.relative_to(ROOT)) for path, text, lock in locks if not is_run_once(text, lock)] == []


def test_what_is_run_once_is_told_from_what_is_not() -> None:
    def once(text: str) -> bool:
        return is_run_once(text, text.index("FOR "))

    locking = "(SELECT id FROM a ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED)"
    assert once(f"WITH b AS MATERIALIZED {locking}\nDELETE FROM a USING b WHERE a.id = b.id")
    assert once(f"SELECT * FROM c CROSS JOIN LATERAL {locking} b")
    assert not once(f"DELETE FROM a WHERE id IN {locking}")
    assert not once(f"UPDATE a SET x = 1\nFROM {locking} b WHERE a.id = b.id")
    assert not once(f"WITH b AS (SELECT 1)\nDELETE FROM a WHERE id IN {locking}")
    assert not once(f"WITH b AS (\n    DELETE FROM a WHERE id IN {locking}\n)\nSELECT count(*) FROM b")
