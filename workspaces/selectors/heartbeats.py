"""Which background processes were seen lately."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from workspaces.models import ProcessHeartbeat, ProcessRole

SEEN_LATELY = timedelta(seconds=30)


def process_alive(role: ProcessRole) -> bool:
    """Whether any process of this role reported within SEEN_LATELY, or was too busy to and said so."""
    since = Now() - SEEN_LATELY
    return ProcessHeartbeat.objects.filter(Q(seen_at__gt=since) | Q(busy_at__gt=since), role=role).exists()


def process_seen(role: ProcessRole) -> bool:
    """Whether any process of this role reported within SEEN_LATELY, by the database's clock."""
    return ProcessHeartbeat.objects.filter(role=role, seen_at__gt=Now() - SEEN_LATELY).exists()
