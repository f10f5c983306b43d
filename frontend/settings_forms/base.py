"""What every section of the settings page shares: filled from the campaign, only what was changed here is saved.

The forms check what a person types and say it in their words; what makes sense together is judged by the services.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from campaigns.models import Campaign
from campaigns.selectors import CampaignSettings, settings_of
from frontend.settings_forms.meanwhile import MeanwhileForm
from frontend.settings_forms.rule_field import RuleField
from workspaces.errors import FieldError

_CLASSES: Mapping[type[forms.Widget], str] = {
    forms.CheckboxInput: "checkbox checkbox-sm checkbox-primary mt-0.5",
    forms.Select: "select w-full",
    forms.Textarea: "textarea w-full",
}


class SectionForm(MeanwhileForm):
    """One section. Each field carries what it showed, so that only what somebody changed here is saved.

    `places` says which field a service's refusal belongs to, by the beginning of the place that it names; `when`
    for which answers of another field it matters; `narrow` are ticks of which several
    stand in a row, `wide` fields have a row to themselves.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    places: ClassVar[Mapping[str, str]] = {}
    when: ClassVar[Mapping[str, tuple[str, str]]] = {}
    narrow: ClassVar[frozenset[str]] = frozenset()
    wide: ClassVar[frozenset[str]] = frozenset({"description"})

    def __init__(self, campaign: Campaign, data: QueryDict | None = None) -> None:
        self.campaign = campaign
        # What is wrong inside a rule, by its field: places relative to the rule, for the rule builder.
        self.rule_issues: dict[str, list[dict[str, str]]] = {}
        super().__init__(data, initial=self.initial_of(campaign, settings_of(campaign)), auto_id=f"{self.key}-%s")
        self.prepare()
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.widget.attrs["class"] = _CLASSES.get(type(field.widget), "input w-full")

    def initial_of(self, campaign: Campaign, settings: CampaignSettings) -> dict[str, Any]:
        """What the fields show."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Choices and refusals that depend on the campaign."""

    @property
    def is_only_rules(self) -> bool:
        """Whether nothing but rules stands in it, which are told in words where nothing can be changed."""
        return all(isinstance(field, RuleField) for field in self.fields.values())

    def rows(self) -> list[dict[str, Any]]:
        """The fields, each with the answers for which it is shown."""
        return [
            {
                "field": self[name],
                "asked": self[asked].auto_id if asked else "",
                "answers": answers,
                "narrow": name in self.narrow,
                "wide": name in self.wide,
                "shape": getattr(self.fields[name], "shape", ""),
                "issues": self.rule_issues.get(name, []),
                "issues_id": f"{self[name].auto_id}-issues",
            }
            for name, (asked, answers) in ((name, self.when.get(name, ("", ""))) for name in self.fields)
        ]

    def changes(self) -> dict[str, Any]:
        """What `campaign_update` is to change; nothing where nobody changed anything."""
        raise NotImplementedError

    def changed(self, *names: str) -> bool:
        """Whether somebody changed one of these fields."""
        return any(name in self.changed_data for name in names)

    def needed(self, *names: str) -> None:
        """Puts an error at each of these fields that is empty."""
        for name in names:
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, "Please fill this in.")

    def refuse(self, details: Sequence[FieldError]) -> None:
        """Puts each refusal of a service at its field; what has none stands above the section."""
        for detail in details:
            place, name = next(
                ((place, name) for place, name in self.places.items() if detail.field.startswith(place)), ("", None)
            )
            sentence = f"{detail.message[:1].upper()}{detail.message[1:].rstrip('.')}."
            if name is not None and isinstance(self.fields[name], RuleField):
                issue = {"path": detail.field.removeprefix(place).removeprefix("."), "message": sentence}
                self.rule_issues.setdefault(name, []).append(issue)
            self.add_error(name, sentence)

    def close(self, name: str, why: str) -> None:
        """A field that can't be changed, and why."""
        self.fields[name].disabled = True
        self.fields[name].help_text = why

    def close_all(self) -> None:
        """Nothing can be changed."""
        for field in self.fields.values():
            field.disabled = True
