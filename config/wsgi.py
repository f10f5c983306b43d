"""WSGI entry point for granian or any other server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.memory import settle
from workspaces.wall.scope import confine_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

application = get_wsgi_application()
# Views would be imported by the first request; they are to be there when the process settles.
import_module(settings.ROOT_URLCONF)
settle()
# No thread of this process reaches a tenant's row but for a request.
confine_process()
