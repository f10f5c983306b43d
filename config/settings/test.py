"""Settings of the tests: a throwaway cluster, fixed secrets, fast password hashes, nothing that leaves the machine."""

import os

# Fixed before base reads them, so that tests neither need nor leave secrets in the data directory.
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789" * 5)
os.environ.setdefault("ERASURE_KEY", "only-for-tests")
# Servers of tests are on this machine; processes that tests start inherit it.
os.environ.setdefault("MAIL_SERVERS_ALLOW_PRIVATE", "true")
os.environ.setdefault("CREDENTIAL_KEYS", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")

from config.broker import transport_options
from config.settings.base import *  # noqa: F403 - settings modules extend each other this way
from config.settings.databases import DATABASES, EMBEDDED_POSTGRES, SILENCED_SYSTEM_CHECKS, embedded_database

if EMBEDDED_POSTGRES:
    DATABASES["default"] = embedded_database(durable=False)
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "TEST": {"NAME": "test_campanile"},
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = False
AXES_ENABLED = False
# Fails where the wall does not stand, instead of going on without it.
ROW_SECURITY = "on"
# Each test client has a handler of its own, and WhiteNoise would look at every static file for each.
WHITENOISE_AUTOREFRESH = True
# A broker that lives in memory: tests that run workers start real ones on a broker of their own.
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL, DATABASES["default"])
# Tests of pages don't need a built frontend; those in a browser build it.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "django_vite.W001"]
