"""How a process that serves for long looks for garbage in cycles. Called once, when everything is imported."""

import gc

# Requests and jobs work on thousands of rows at a time. With Python's own 700 the collector ran dozens of times during
# each, and went through all of the application's modules and classes every time: a third of the time of a request of
# 1,000 events.
_NEW_OBJECTS = 50_000


def settle() -> None:
    """Takes what is there now for what stays, and has the collector look at new objects less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
