"""Addresses of mail accounts and unsubscribes under /public/v1/email/. No slash at the end, as in seed 002."""

from django.urls import path

from messaging.api.email.mail_accounts import MailAccountsView
from messaging.api.email.unsubscribes import UnsubscribesView

app_name = "email_messaging"
urlpatterns = [
    path("mail_accounts", MailAccountsView.as_view(), name="mail_accounts"),
    path("unsubscribes", UnsubscribesView.as_view(), name="unsubscribes"),
]
