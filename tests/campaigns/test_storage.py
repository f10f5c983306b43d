"""How much is gathered of the busiest tables: one column that wants more makes the sample larger for all of them."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

_OTHERWISE = """
SELECT attrelid::regclass::text, attname
FROM pg_attribute
WHERE attrelid = ANY ('{messaging_message,campaigns_execution,campaigns_step}'::regclass[])
  AND attnum > 0 AND NOT attisdropped AND attstattarget IS DISTINCT FROM 30
"""


def test_every_column_of_the_busiest_tables_is_content_with_the_small_sample() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERWISE)
        assert cursor.fetchall() == []
