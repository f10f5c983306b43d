"""Addresses of websites' messages, under /s/ beside those of their events."""

from django.urls import path

from messaging.api.site import feed, push, scripts

app_name = "site_messages"
urlpatterns = [
    path("v1/campanile-messages.js", scripts.messages, name="messages_script"),
    path("v1/campanile-sw.js", scripts.worker, name="worker_script"),
    path("v1/push/key", push.public_key, name="push_key"),
    path("v1/push/subscriptions", push.subscriptions, name="push_subscriptions"),
    path("v1/push/ended", push.ended, name="push_ended"),
    path("v1/feed", feed.items, name="feed"),
    path("v1/feed/marks", feed.marks, name="feed_marks"),
    path("v1/facts/<str:token>", push.facts, name="facts"),
]
