"""Loads Django and all tasks once, in the process from which the chaos tests' workers are forked."""

import django
from django.apps import apps

from config.celery import app

if not apps.ready:
    django.setup()
app.loader.import_default_modules()
