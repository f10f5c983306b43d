"""A delivery worker in a process of its own, for tests that kill it: `python crash_worker.py <database>`."""

import os
import sys

import django
from django.conf import settings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from messaging.delivery import stage

    stage.run()
