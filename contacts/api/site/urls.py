"""Addresses of websites' scripts and events, under /s/."""

from django.urls import path

from contacts.api.site.views import events, script

app_name = "site"
urlpatterns = [
    path("v1/campanile.js", script, name="script"),
    path("v1/events", events, name="events"),
]
