"""Runs the suites on a fresh database and reports."""

import time
from collections.abc import Sequence
from pathlib import Path

from bench.database import fresh_database
from bench.harness import Row, table, write_results
from bench.suites import (
    builder,
    crew,
    engine,
    enrolment,
    events,
    explain,
    exports,
    held,
    hooks,
    imports,
    ingestion,
    limits,
    lists,
    planning,
    policies,
    promptness,
    reports,
    rls,
    rls_workers,
    rules,
    segments,
    sends,
    tick,
    validation,
    wakes,
    webhooks,
    wide,
)

SUITES = {
    "builder": builder.measure,
    "crew": crew.measure,
    "engine": engine.measure,
    "enrolment": enrolment.measure,
    "events": events.measure,
    "explain": explain.measure,
    "exports": exports.measure,
    "held": held.measure,
    "hooks": hooks.measure,
    "imports": imports.measure,
    "ingestion": ingestion.measure,
    "limits": limits.measure,
    "lists": lists.measure,
    "planning": planning.measure,
    "policies": policies.measure,
    "promptness": promptness.measure,
    "reports": reports.measure,
    "rls": rls.measure,
    "rls_workers": rls_workers.measure,
    "rules": rules.measure,
    "segments": segments.measure,
    "sends": sends.measure,
    "tick": tick.measure,
    "validation": validation.measure,
    "wide": wide.measure,
    "wakes": wakes.measure,
    "webhooks": webhooks.measure,
}


def run_suites(names: Sequence[str], results: Path) -> int:
    """Runs the named suites (all when none is named); 0 when every floor was reached, else 1."""
    rows: list[Row] = []
    for name in names or SUITES:
        started = time.perf_counter()
        print(f"{name} …", end=" ", flush=True)
        # Each suite has a database of its own: one suite's million rows must not weigh on the next one's figures.
        with fresh_database():
            rows += SUITES[name]()
        print(f"{time.perf_counter() - started:.0f} s", flush=True)
    print(f"\n{table(rows)}")
    write_results(rows, results)
    return 0 if all(row.reached for row in rows) else 1
