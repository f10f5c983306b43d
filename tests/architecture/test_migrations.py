"""The migrations make the tables that the models describe."""

import contextlib
import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_has_drifted_from_its_migrations() -> None:
    output = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("makemigrations", "--check", "--dry-run", stdout=output)
    assert output.getvalue().strip() == "No changes detected"
