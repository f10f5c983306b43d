"""The usual design: one Celery task per contact per node, through the ORM, on the same PostgreSQL.

It is given every advantage: the broker lives in the worker's memory, the worker runs in this process with its database
connection kept open, the flow is a dict that needs no query, and nothing is ever retried or guarded.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.db import transaction
from django.utils import timezone

from campaigns.models import Execution, ExecutionState, Step, StepOutcome
from config.celery import app as campanile

app = Celery("naive", broker="memory://", set_as_current=False)
app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False, worker_prefetch_multiplier=4)


@dataclass(frozen=True)
class NaiveNode:
    """A node as the naive design keeps it: where to go by port; `plan_in` names the plans that take the yes port.

    `effect` is what it does besides.
    """

    ports: Mapping[str, str]
    kind: str = "pass"
    plan_in: Sequence[str] = ()
    effect: Callable[[Execution], None] | None = None


flow: dict[str, NaiveNode] = {}


def _port(node: NaiveNode, execution: Execution) -> str:
    if node.kind == "condition":
        return "yes" if execution.contact.attributes.get("plan") in node.plan_in else "no"
    if node.kind == "ab_test":
        return list(node.ports)[execution.contact_id.int % len(node.ports)]
    return "next"


@app.task
def advance(execution_id: int) -> None:
    """Moves one contact through one node and enqueues the next."""
    with transaction.atomic():
        executions = Execution.objects.across_workspaces().select_related("contact")
        execution = executions.select_for_update(of=("self",)).get(pk=execution_id)
        node = flow[execution.node]
        port = _port(node, execution)
        if node.effect is not None:
            node.effect(execution)
        now = timezone.now()
        Step.objects.create(
            workspace_id=execution.workspace_id,
            execution=execution,
            node=execution.node,
            outcome=StepOutcome.PASSED,
            port=port,
            created_at=now,
        )
        execution.node = node.ports.get(port, execution.node)
        if flow[execution.node].kind == "rest":
            execution.state, execution.due_at, execution.finished_at = ExecutionState.COMPLETED, None, now
        else:
            transaction.on_commit(partial(advance.delay, execution_id))
        execution.save(update_fields=["node", "state", "due_at", "finished_at"])


@contextmanager
def worker() -> Iterator[None]:
    """A Celery worker in a thread of this process."""
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR", shutdown_timeout=60):
        # The worker has made its application the process's, and would be sent the stages' nudges from now on.
        campanile.set_current()
        campanile.set_default()
        yield


def steps_per_second(execution_ids: Sequence[int]) -> float:
    """Enqueues these executions and waits until the worker has brought each to rest; node steps per second."""
    steps = Step.objects.across_workspaces().filter(execution_id__in=execution_ids)
    unfinished = Execution.objects.across_workspaces().filter(pk__in=execution_ids, finished_at=None)
    started = time.perf_counter()
    for execution_id in execution_ids:
        advance.delay(execution_id)
    while unfinished.exists():
        time.sleep(0.02)
    elapsed = time.perf_counter() - started
    return steps.count() / elapsed
