"""`python -m bench.worker <database>`: a delivery worker that sends until nothing is left for each line that it reads,
and answers with how many mails were accepted."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
os.environ.setdefault("MAIL_SERVERS_ALLOW_PRIVATE", "true")
django.setup()

from django.db import connection, connections  # noqa: E402  (models need settings first)

from config.memory import settle  # noqa: E402
from messaging.delivery import sessions  # noqa: E402
from messaging.delivery import stage as delivery  # noqa: E402


def main(database: str) -> None:
    """Works until its input ends."""
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = database
    settle()
    print("ready", flush=True)
    for _ in sys.stdin:
        accepted = 0
        while (progress := delivery.run()).claimed:
            accepted += progress.accepted
        print(accepted, flush=True)
    sessions.close_all()


if __name__ == "__main__":
    main(sys.argv[1])
