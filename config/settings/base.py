"""Settings of an installation on one machine; `test` and `production` build on them. The larger parts stand beside it.

Everything an operator may change comes from the environment; README.md lists it under *Configure it*.
"""

from config import local_secrets
from config.logs import logging_settings
from config.settings.apis import *  # noqa: F403 - settings modules extend each other this way
from config.settings.databases import *  # noqa: F403
from config.settings.environment import *  # noqa: F403
from config.settings.environment import BASE_DIR, DATA_DIR, PORT, env
from config.settings.queues import *  # noqa: F403

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SECRET_KEY = env.str("SECRET_KEY", default="") or local_secrets.signing_key(DATA_DIR)
# Keys that signed earlier: put the old one here when it changes, so that sessions and links in mails stay good.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# How long the link to a contact's preference page works; the unsubscribe link of a message works for ever.
PREFERENCE_LINK_DAYS = env.int("PREFERENCE_LINK_DAYS", default=365)
# The first key encrypts, all of them decrypt: put a new one in front to rotate.
CREDENTIAL_KEYS = env.list("CREDENTIAL_KEYS", default=[]) or [local_secrets.credential_key(DATA_DIR)]

# Hashes the addresses of people who were erased. Never changes: nothing else is known of whom not to write to.
ERASURE_KEY = env.str("ERASURE_KEY", default="") or local_secrets.erasure_key(DATA_DIR)

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "axes",
    "corsheaders",
    "django_htmx",
    "django_vite",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "widget_tweaks",
    "django_structlog",
    "django_prometheus",
    "workspaces.apps.WorkspacesConfig",
    "contacts.apps.ContactsConfig",
    "templates_app.apps.TemplatesAppConfig",
    "messaging.apps.MessagingConfig",
    "campaigns.apps.CampaignsConfig",
    "frontend.apps.FrontendConfig",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    # Before whoever reads headers: a request makes their dictionary once, and the id must be in it.
    "workspaces.api.request_id.RequestIdMiddleware",
    "workspaces.proxies.ClientAddressMiddleware",
    "workspaces.api.compression.CompressionMiddleware",
    "workspaces.wall.middleware.RowSecurityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "frontend.csp.ContentSecurityPolicyMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

CACHED_LOADERS = (
    "django.template.loaders.cached.Loader",
    [
        "django_cotton.cotton_loader.Loader",
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ],
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # What we change in other packages' pages.
        "DIRS": [BASE_DIR / "config" / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [CACHED_LOADERS])],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "frontend:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
# How many proxies stand in front, each of which notes its caller in X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Five wrong passwords for one address from one place lock that pair, so that nobody can lock others out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "frontend.views.session.locked_out"
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# --- Language, time, files --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# In the app's static folder, so that the finders see it; scripts/frontend.py builds it.
FRONTEND_BUILD_DIR = BASE_DIR / "frontend" / "static" / "frontend" / "dist"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
DJANGO_VITE = {
    "default": {
        "dev_mode": env.bool("VITE_DEV", default=False),
        "static_url_prefix": "frontend/dist",
        "manifest_path": FRONTEND_BUILD_DIR / "manifest.json",
    }
}
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- The staff admin --------------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "Campanile",
    "SITE_HEADER": "Campanile",
    "SITE_SYMBOL": "campaign",
    "SIDEBAR": {"show_search": True},
    "GLOBAL_CALLBACK": "workspaces.admin.choice.context",
}

# --- Outbound HTTP ----------------------------------------------------------------------------------------------------

# Where calls to addresses that users name may go: these ports, and never into private networks. Empty: any port.
OUTBOUND_HTTP_PORTS = frozenset(env.list("OUTBOUND_HTTP_PORTS", cast=int, default=[80, 443, 8080, 8443]))
# For tests and demonstrations on one machine only.
OUTBOUND_HTTP_ALLOW_LOOPBACK = env.bool("OUTBOUND_HTTP_ALLOW_LOOPBACK", default=False)
# Whether mail servers that workspaces name (SMTP, IMAP) may stand in a private network: one of the operator's own.
MAIL_SERVERS_ALLOW_PRIVATE = env.bool("MAIL_SERVERS_ALLOW_PRIVATE", default=False)
# How many workers at most make calls of webhook nodes at one time, and how many calls each of them. Slow addresses must
# leave delivery workers free for messages.
WEBHOOK_WORKERS = env.int("WEBHOOK_WORKERS", default=2)
WEBHOOK_CONCURRENCY = env.int("WEBHOOK_CONCURRENCY", default=32)
# How long a worker may be silent about a call before another one makes it again: longer than any call may take.
WEBHOOK_LEASE_SECONDS = env.float("WEBHOOK_LEASE_SECONDS", default=120)

# The same for outbound webhooks: workers at one time, calls of each, and the lease. A call is over after five seconds.
OUTBOUND_WEBHOOK_WORKERS = env.int("OUTBOUND_WEBHOOK_WORKERS", default=2)
OUTBOUND_WEBHOOK_CONCURRENCY = env.int("OUTBOUND_WEBHOOK_CONCURRENCY", default=32)
OUTBOUND_WEBHOOK_LEASE_SECONDS = env.float("OUTBOUND_WEBHOOK_LEASE_SECONDS", default=60)
# For so many days events are kept, delivered or not, and can be replayed.
OUTBOUND_WEBHOOK_DAYS = env.int("OUTBOUND_WEBHOOK_DAYS", default=30)

# --- Delivery ---------------------------------------------------------------------------------------------------------

# How long a worker may be silent about messages it has claimed before they are taken from it. Longer than a provider's
# slowest answer; whatever had been handed over by then counts as of unknown outcome.
DELIVERY_LEASE_SECONDS = env.float("DELIVERY_LEASE_SECONDS", default=300)
# So many failures of a provider in a row open its sender's breaker, which holds the campaigns that use it.
BREAKER_FAULTS = env.int("BREAKER_FAULTS", default=3)
# A sender is held for complaints (0.3 % in seven days) once so many of its mails were accepted in that time.
REPUTATION_MINIMUM = env.int("REPUTATION_MINIMUM", default=1_000)
# Which DNS servers are asked about sending domains (addresses, with a port after "#" where it is not 53), those of the
# system where empty; and for how many seconds one question may take.
DNS_SERVERS = env.list("DNS_SERVERS", default=[])
DNS_TIMEOUT = env.float("DNS_TIMEOUT", default=5)
# Who is charged for automatic reloads of balances: see workspaces/chargers.py.
BALANCE_CHARGER = env("BALANCE_CHARGER", default="workspaces.chargers.credit")
# Whether owners of workspaces may enter payments, prices and reloads; else only staff of the installation may.
BALANCE_SELF_SERVICE = env.bool("BALANCE_SELF_SERVICE", default=False)
BALANCE_CHARGER_URL = env("BALANCE_CHARGER_URL", default="")
BALANCE_CHARGER_SECRET = env("BALANCE_CHARGER_SECRET", default="")

# --- Verification of addresses ----------------------------------------------------------------------------------------

# Whom campaigns ask that verify addresses: builtin (DNS), http, or a class of one's own by its dotted path.
ADDRESS_VERIFIER = env("ADDRESS_VERIFIER", default="builtin")
ADDRESS_VERIFIER_URL = env("ADDRESS_VERIFIER_URL", default="")
ADDRESS_VERIFIER_SECRET = env("ADDRESS_VERIFIER_SECRET", default="")
ADDRESS_VERIFIER_PRICE = env("ADDRESS_VERIFIER_PRICE", default="0")

# --- Events ----------------------------------------------------------------------------------------------------------

# For how many whole months events are kept, and the keys by which each counts once, which never go before; 0: for ever.
EVENT_RETENTION_MONTHS = env.int("EVENT_RETENTION_MONTHS", default=0)
EVENT_KEY_RETENTION_MONTHS = env.int("EVENT_KEY_RETENTION_MONTHS", default=0)

# How many calls of one website's pages are taken in a minute; each carries up to 50 events.
SITE_CALLS_PER_MINUTE = env.int("SITE_CALLS_PER_MINUTE", default=6_000)
# How many calls of one website's visitor about their messages: the feed asks twice a minute at most.
SITE_CALLS_PER_VISITOR = env.int("SITE_CALLS_PER_VISITOR", default=120)

# --- The local mailbox (make run) -------------------------------------------------------------------------------------

MAILBOX_ENABLED = env.bool("MAILBOX_ENABLED", default=True)
MAILBOX_SMTP_HOST = "127.0.0.1"
MAILBOX_SMTP_PORT = env.int("MAILBOX_SMTP_PORT", default=PORT + 1000 if PORT <= 64_535 else PORT - 1000)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Of the installation's own mails to its members, such as the notice of a sender that fails.
EMAIL_HOST = env.str("EMAIL_HOST", default=MAILBOX_SMTP_HOST)
EMAIL_PORT = env.int("EMAIL_PORT", default=MAILBOX_SMTP_PORT)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Campanile <campanile@localhost>")

# --- Metrics ----------------------------------------------------------------------------------------------------------

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_WITHOUT_TOKEN = True

# --- Logs, faults -----------------------------------------------------------------------------------------------------

LOGGING = logging_settings(json_lines=env.bool("LOG_JSON", default=False), level=env.str("LOG_LEVEL", default="INFO"))
LOGGING_CONFIG = "logging.config.dictConfig"
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# Safe, because our own middleware has put the header right before.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
# Chaos tests name the point at which a process kills itself; unset everywhere else.
CRASH_POINT = env.str("CAMPANILE_CRASH_POINT", default="")
