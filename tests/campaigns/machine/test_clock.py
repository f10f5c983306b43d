"""The machine's clock is the one that everybody sees, workers behind the wall as well."""

from datetime import timedelta

import pytest

from tests.campaigns.machine.clock import clock_set, virtual_clock
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.wall.scope import as_owner, everywhere, only_in

pytestmark = pytest.mark.django_db


def test_it_is_the_same_in_every_scope() -> None:
    workspace = make_workspace()
    before = database_now()
    with virtual_clock():
        clock_set(timedelta(days=7))
        for scope in (as_owner(), everywhere(), only_in(workspace.pk)):
            with scope:
                assert timedelta(days=407) <= database_now() - before < timedelta(days=408)
    assert database_now() - before < timedelta(hours=1)
