"""The admin's form of a template: it only translates to the services, and their refusals back to form errors."""

from typing import Any

from django import forms

from templates_app.content.channels import content_type
from templates_app.models import Template
from workspaces.errors import DomainError


class TemplateForm(forms.ModelForm):
    """Checks the content by its channel's schema, so that a wrong draft is a message at the field."""

    class Meta:
        model = Template
        fields = ("workspace", "name", "channel", "message_type", "content")

    def clean_content(self) -> dict[str, Any]:
        content: dict[str, Any] = self.cleaned_data["content"] or {}
        channel = self.cleaned_data.get("channel") or self.instance.channel
        if content and channel:
            try:
                content_type(channel).parse(content)
            except DomainError as error:
                raise forms.ValidationError([detail.message for detail in error.details]) from error
        return content
