"""Forms that two people may have open at once: what the other one changed meanwhile is kept, never overwritten unseen.

Each field carries what it showed. Which fields there are and how they are saved stands in the sections.
"""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format

from frontend.reading import meanwhile_words


class MeanwhileForm(forms.Form):
    """A form whose initial values are those of now, and whose hidden ones those that the person saw."""

    def full_clean(self) -> None:
        """Cleans, after what was saved meanwhile was taken in."""
        if self.is_bound:
            self.data = cast(QueryDict, self.data).copy()
        super().full_clean()

    def _clean_fields(self) -> None:
        """As Django does, and then looks at what others changed; the sections' own `clean` comes after it."""
        super()._clean_fields()  # type: ignore[misc]
        both = set(self.changed_data)
        for name, field in self.fields.items():
            if field.disabled or not self._changed_by_others(name):
                continue
            if name not in both:
                self._take_theirs(name)
            elif name in self.cleaned_data and field.has_changed(_now(self[name]), _text(self[name].data)):
                self.add_error(name, self._question(name))
                cast(QueryDict, self.data)[self[name].html_initial_name] = self._hidden(name)

    def _changed_by_others(self, name: str) -> bool:
        """Whether the value is another one than was shown."""
        bound = self[name]
        if bound.html_initial_name not in self.data:
            return False
        seen = bound.field.hidden_widget().value_from_datadict(self.data, self.files, bound.html_initial_name)
        return bool(bound.field.has_changed(_now(bound), _text(seen)))

    def _take_theirs(self, name: str) -> None:
        """A field that only others changed: sections that save several fields as one value save theirs."""
        bound = self[name]
        try:
            self.cleaned_data[name] = bound.field.clean(bound.field.prepare_value(bound.initial))
        except ValidationError:
            return  # a value that the form does not know, which it does not save either

    def _question(self, name: str) -> str:
        """What it is now, and how to have it one's own way nevertheless."""
        field, value = self.fields[name], self[name].initial
        if isinstance(field, forms.JSONField):
            return meanwhile_words()
        if isinstance(field, forms.BooleanField):
            words = "on" if value else "off"
        elif isinstance(field, forms.ChoiceField):
            words = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        elif isinstance(field, forms.DateTimeField):
            words = date_format(field.prepare_value(value), "j M Y, H:i") if value else "empty"
        else:
            words = str(field.widget.format_value(field.prepare_value(value)) or "empty")
        return meanwhile_words(words)

    def _hidden(self, name: str) -> str:
        """What the field carries from now on as what the person has seen."""
        field = self.fields[name]
        return field.hidden_widget().format_value(field.prepare_value(self[name].initial)) or ""


def _now(bound: forms.BoundField) -> Any:
    return _text(bound.initial)


def _text(value: Any) -> Any:
    """With the line ends of the database: browsers send others."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
