"""Amounts as people write them."""

from decimal import Decimal

import pytest

from workspaces.money import amount_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("12.500000", "12.5"),
        ("100.000000", "100"),
        ("1E+2", "100"),
        ("0.003500", "0.0035"),
        ("0.00", "0"),
        ("-7.10", "-7.1"),
    ],
)
def test_an_amount_has_no_superfluous_zeros(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount)) == text
