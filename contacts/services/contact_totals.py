"""How many contacts workspaces have: triggers append lines, which are folded here."""

from workspaces.counting import deltas_fold
from workspaces.sql import load


def contact_totals_fold() -> int:
    """Lines of each workspace become one; how many rows went away."""
    return deltas_fold(load("contacts", "contact_totals_fold"))
