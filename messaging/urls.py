"""The addresses in messages, short, as mail programs break long lines; and the one that providers call."""

from django.urls import path

from messaging.consent import views as consent
from messaging.hooks.views import provider_hook
from messaging.tracking import views

app_name = "messaging"
urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("p/<str:token>", consent.preferences, name="preferences"),
    path("k/<str:token>", consent.confirm, name="confirm"),
    path("o/<str:token>.gif", views.opened, name="opened"),
    path("c/<str:token>", views.clicked, name="clicked"),
    path("l/<str:token>", views.short_clicked, name="short_clicked"),
    path("hooks/providers/<str:sender_id>", provider_hook, name="provider_hook"),
]
