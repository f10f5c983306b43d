"""The collector of a process that serves for long; tried in a process of its own, as it can't be undone."""

import subprocess
import sys

_TRY = """
import gc
from config.memory import settle
before = gc.get_threshold()
settle()
class Knot: pass
knot = Knot(); knot.itself = knot; del knot
print(gc.get_freeze_count() > 1000, gc.get_threshold() == (50_000, *before[1:]), gc.collect() >= 1)
"""


def test_what_is_there_stays_and_new_cycles_are_found() -> None:
    done = subprocess.run([sys.executable, "-c", _TRY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]
