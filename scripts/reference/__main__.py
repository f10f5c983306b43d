"""`python -m scripts.reference`: writes docs/reference anew, and removes pages of entries that are gone."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
django.setup()

from scripts.reference.pages import pages  # noqa: E402 - the registries are full once Django is set up
from scripts.reference.writing import write  # noqa: E402 - the same

changed = write(pages())
sys.stdout.write("".join(f"{name}\n" for name in changed) or "docs/reference is up to date\n")
