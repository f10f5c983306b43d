"""The state machine: everything that can happen to a campaign, in any order, with deaths between any two statements.

Rules call the stages and services as production does. After each of them every invariant is asked of the database.
"""

from tests.campaigns.machine.people import People
from tests.campaigns.machine.staff import Staff
from tests.campaigns.machine.stages import Stages


class EngineMachine(Stages, Staff, People):
    """What workers, staff and contacts do, in any order."""
