"""The API answers as its description says, whatever it is asked: schemathesis makes up calls from the committed one.

No answer of 500 or more, none of an undocumented status or content type, none that breaks the schema of its body. The
same calls each time in `make test`; `make nightly` makes many more.
"""

import copy
import logging
import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.stateful.state_machine import StepInput, StepOutput
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scripts.api_types import committed
from tests.acceptance.described import known, with_known_ids
from tests.acceptance.worlds import World, Worlds

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
NIGHTLY = settings.get_current_profile_name() == "nightly"
EXAMPLES, SCENARIOS, STEPS = (60, 300, 30) if NIGHTLY else (2, 12, 15)
# Of three dozen calls by day that a link leads to, two thirds come to something.
FOLLOWED = 200 if NIGHTLY else 6
MANNERS = settings(
    max_examples=EXAMPLES,
    derandomize=not NIGHTLY,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Most calls are about things that there are, or nearly every answer were that there is no such thing.
KNOWN = 0.85
HALVES = {"the tenant API": True, "the other families": False}


@pytest.fixture(autouse=True)
def _in_one_transaction(settings: Any, db: None) -> Iterator[None]:
    """A request neither begins nor ends the connection, and a thousand refusals make no lines of log."""
    settings.API_REQUESTS_PER_MINUTE = 10**9
    settings.BALANCE_SELF_SERVICE = True
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Asker:
    """Makes calls of somebody of workspace A, and notes by operation how an answer is not what the description says."""

    def __init__(self, worlds: Worlds) -> None:
        self.world: World = worlds.own
        self.key = worlds.key
        self.chance = random.Random(7)
        self.answers: dict[str, set[int]] = {}

    def prepare(self, case: Case, linked: frozenset[str] = frozenset()) -> None:
        """A valid key, and mostly ids that there are; every third body is a documented one. What is `linked` stays."""
        for named in (case.path_parameters or {}, case.query or {}):
            for name in [name for name in named if name not in linked]:
                if (found := known(self.world, name)) is not None and self.chance.random() < KNOWN:
                    named[name] = str(found)
        if examples := self._documented(case):
            case.body = copy.deepcopy(self.chance.choice(examples))
        if isinstance(case.body, dict) and self.chance.random() < KNOWN:
            case.body = with_known_ids(case.body, self.world)
        case.cookies = {}
        kept = {name: value for name, value in (case.headers or {}).items() if name.lower() in ("if-match",)}
        # Whoever reads the answers here unpacks none.
        case.headers = {**kept, "x-api-key": self.key, "accept-encoding": "identity"}

    def _documented(self, case: Case) -> list[Any]:
        content = case.operation.definition.raw.get("requestBody", {}).get("content", {})
        if case.media_type != "application/json" or self.chance.random() > 0.33:
            return []
        return [each["value"] for each in content["application/json"]["examples"].values()]

    def call(self, case: Case) -> Response:
        """The answer. A fault that breaks the transaction breaks that of this call alone."""
        with transaction.atomic():
            answer: Response = case.call()
        self.answers.setdefault(case.operation.label, set()).add(answer.status_code)
        return answer


@pytest.fixture
def asker(worlds: Worlds) -> Asker:
    return Asker(worlds)


def described(*, tenant: bool | None = None) -> Any:
    """The document as schemathesis reads it; of one half where `tenant` says which."""
    chosen = {
        path: item
        for path, item in committed()["paths"].items()
        if tenant is None or path.startswith("/api/v1/tenant/") is tenant
    }
    schema = schemathesis.openapi.from_dict({**committed(), "paths": chosen})
    schema.app = get_wsgi_application()
    return schema


@pytest.mark.parametrize("half", HALVES)
def test_every_operation_answers_as_described(asker: Asker, half: str) -> None:
    wrong: dict[str, str] = {}
    for result in described(tenant=HALVES[half]).get_all_operations():
        operation = result.ok()
        # Without body and query there is nothing that could be wrong but the id.
        modes = list(GenerationMode) if operation.body or operation.query else [GenerationMode.POSITIVE]
        for mode in modes:
            wrong |= _tried(asker, operation, mode)
    assert not wrong, "\n\n".join(f"{what}\n{shown}" for what, shown in wrong.items())


def _tried(asker: Asker, operation: Any, mode: GenerationMode) -> dict[str, str]:
    """What is unfit about the answers, and what the first such answer was."""
    wrong: dict[str, str] = {}

    @MANNERS
    @given(case=operation.as_strategy(generation_mode=mode))
    def try_one(case: Case) -> None:
        asker.prepare(case)
        answer = asker.call(case)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            shown = f"{case.as_curl_command()}\n{answer.status_code} {answer.text[:1_000]}"
            wrong.update(
                {f"{operation.label}: {each}": shown for each in failures.exceptions if str(each) not in wrong}
            )

    try_one()
    return wrong


def test_calls_that_build_on_each_other_answer_as_described(asker: Asker) -> None:
    schema = described()
    # Links that brought an id of an answer into the next call, with what that came to.
    followed: list[tuple[str, int]] = []

    class Machine(schema.as_state_machine()):  # type: ignore[misc]
        """Goes from answer to call by the ids in the answers."""

        def setup(self) -> None:
            # The same calls when a scenario is run again.
            asker.chance = random.Random(7)
            self.transaction = transaction.atomic()
            self.transaction.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

        def step(self, input: StepInput) -> StepOutput:
            linked = frozenset(name for _, name in input.applied_parameters if name is not None)
            asker.prepare(input.case, linked)
            output: StepOutput = super().step(input)
            if input.transition is not None and linked:
                followed.append((input.transition.id, output.response.status_code))
            return output

        def call(self, case: Case, **kwargs: Any) -> Response:
            return asker.call(case)

        def validate_response(self, response: Response, case: Case, **kwargs: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Machine.run(settings=settings(MANNERS, max_examples=SCENARIOS, stateful_step_count=STEPS))
    # Which links are followed is by chance, also by day.
    done = [link for link, status in followed if status < 400]
    assert len(done) >= FOLLOWED, f"{len(done)} of {len(followed)} calls with an id of an answer came to anything"
    statuses = set.union(*asker.answers.values())
    assert {200, 201, 404, 409} <= statuses, "nothing was made, read or deleted"
