"""Counters of API requests, for rate limits."""

from django.db import models


class RateWindow(models.Model):
    """How many requests a key or a user has made in its present window; one row each, overwritten by the next window.

    The table is UNLOGGED: it is written on every request, and a crash that empties it costs nobody anything.
    """

    subject = models.CharField(max_length=64, primary_key=True, help_text="The API key's or the user's id.")
    window = models.BigIntegerField(help_text="The window's number since 1970.")
    hits = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.subject}: {self.hits}"
