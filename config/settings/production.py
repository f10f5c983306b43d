"""Settings of an installation that others can reach: secrets from the environment only, HTTPS, hashed static files."""

from config.broker import transport_options
from config.logs import logging_settings
from config.settings.base import *  # noqa: F403 - settings modules extend each other this way
from config.settings.base import STATIC_ROOT
from config.settings.databases import named_database, with_session
from config.settings.environment import BASE_URL, env
from config.settings.queues import CELERY_BROKER_URL

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
CREDENTIAL_KEYS = env.list("CREDENTIAL_KEYS")
ERASURE_KEY = env.str("ERASURE_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES = {"default": with_session(named_database())}
EMBEDDED_POSTGRES = False
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL, DATABASES["default"])
METRICS_WITHOUT_TOKEN = False
MAILBOX_ENABLED = False

# HTTPS may be switched off only for a trial behind nothing, as docker-compose.yml does on one machine.
HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Addresses hold signed tokens: no other site is told which page somebody came from, nor gets a handle on its window.
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT = env.path("STATIC_ROOT", default=str(STATIC_ROOT))
WHITENOISE_USE_FINDERS = False
LOGGING = logging_settings(json_lines=True, level=env.str("LOG_LEVEL", default="INFO"))
