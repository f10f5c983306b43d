"""Amounts of money as text for people and APIs; what they mean is the balance's business."""

from decimal import Decimal


def amount_text(amount: Decimal) -> str:
    """Without superfluous zeros and never in powers of ten: 12.5, 100, 0.0035."""
    return f"{amount.normalize():f}"
