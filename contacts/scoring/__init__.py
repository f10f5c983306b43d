"""Lead scoring (docs/scoring.md): what contacts have by rules, computed in sets, and the stage that keeps it true."""

from contacts.scoring.compute import Points, points_of

__all__ = ["Points", "points_of"]
