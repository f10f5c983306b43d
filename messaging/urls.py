"""The addresses in messages. Short, as mail programs break long lines."""

from django.urls import path

from messaging.tracking import views

app_name = "messaging"
urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("o/<str:token>.gif", views.opened, name="opened"),
    path("c/<str:token>", views.clicked, name="clicked"),
]
