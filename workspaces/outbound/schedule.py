"""When a delivery that failed is made again, and when an endpoint is given up: numbers, and a little chance."""

import hashlib
from datetime import timedelta

# Seconds from one attempt to the next: the last one is made about three days after the first.
WAITS = (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 86_400)
ATTEMPTS = len(WAITS) + 1
# An endpoint that has failed for so long, without a single success, is disabled.
LASTING = timedelta(days=3)
# So many failures in a row, and the endpoint is left alone: for seconds that double with each further one.
PATIENCE = 3
FIRST_WAIT, LONGEST_WAIT = 5, 600
# To an endpoint that takes what it is told, one thread makes so many deliveries one after the other, over one
# connection; after so many seconds it begins no further one.
LONGEST_SERIES, SERIES_SECONDS = 8, 0.5
_JITTER = 0.2


def wait_after(tries: int, delivery_id: int) -> float:
    """Seconds after the attempt number `tries` (from 1), a fifth more or less: what failed together does not come back
    together."""
    digest = hashlib.sha256(f"{delivery_id}:{tries}".encode()).digest()
    return WAITS[tries - 1] * (1 - _JITTER + 2 * _JITTER * digest[0] / 255)
