"""What operators order to be done to executions."""

from django.db import models


class OrderAction(models.TextChoices):
    """What becomes of the executions."""

    CANCEL = "cancel", "Stop"  # ends those who are on their way, as skipped
    RETRY = "retry", "Retry"  # those who failed enter the node that failed anew
    MOVE = "move", "Move"  # those who are on their way enter another node
    SKIP_WAIT = "skip_wait", "Skip the wait"  # those who rest until a later moment go on now
