"""Addresses under /v1/. No slash at the end, as in seed 003."""

from django.urls import path

from campaigns.api.runtime.control import PauseView, ResumeView
from campaigns.api.runtime.status import StatusView
from campaigns.api.runtime.trigger import TriggerView

app_name = "runtime_campaigns"
_CAMPAIGN = "campaigns/<str:campaign_id>"
urlpatterns = [
    path(f"{_CAMPAIGN}/trigger", TriggerView.as_view(), name="trigger"),
    path(f"{_CAMPAIGN}/status", StatusView.as_view(), name="status"),
    path(f"{_CAMPAIGN}/pause", PauseView.as_view(), name="pause"),
    path(f"{_CAMPAIGN}/resume", ResumeView.as_view(), name="resume"),
]
