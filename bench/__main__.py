"""`python -m bench [suite …]`: runs the suites, prints the table and writes bench/results.json."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
os.environ.setdefault("MAIL_SERVERS_ALLOW_PRIVATE", "true")
os.environ.setdefault("LOG_LEVEL", "ERROR")
django.setup()

from bench.run import SUITES, run_suites  # noqa: E402  (models need settings first)
from config.memory import settle  # noqa: E402

if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(SUITES)
    if unknown:
        sys.exit(f"bench: no such suite: {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}")
    # As the processes do that serve and work.
    settle()
    sys.exit(run_suites(sys.argv[1:], Path(__file__).with_name("results.json")))
