"""A rule, or several, as a field of a section: JSON in a hidden input that the rule builder on the page fills."""

from typing import Any

from django import forms


class RuleField(forms.JSONField):
    """One rule, None where there is none. What it says is judged by the services."""

    shape = "rule"

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **options)


class RuleListField(RuleField):
    """Several rules, none where there are none."""

    shape = "rules"
