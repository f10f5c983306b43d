"""The invariants of DESIGN §8 on random flows and random histories (see machine.py)."""

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.campaigns.machine.machine import EngineMachine

NIGHTLY = settings.get_current_profile_name() == "nightly"
# Of one part; the parts run beside each other where there are processors for it.
EXAMPLES = 500 if NIGHTLY else 25
STEPS = 20


@pytest.mark.parametrize("part", range(2))
def test_whatever_happens_the_invariants_hold(machine: type[EngineMachine], part: int) -> None:
    class Part(machine):  # type: ignore[valid-type, misc]
        """A class of its own, so that a seed can be given to it."""

    run_state_machine_as_test(
        # The suite tries the same histories each time, so that it fails because of a change; the night tries others.
        Part if NIGHTLY else seed(part)(Part),
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck)),
    )
