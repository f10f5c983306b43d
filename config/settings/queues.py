"""Celery: carries "there is work at stage X" and nothing else."""

from kombu import Queue

from config.broker import transport_options
from config.settings.databases import DATABASES
from config.settings.environment import env

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or "pgmq://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL, DATABASES["default"])
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# Its broadcast queues would be polled beside the real one, which costs queries on pgmq.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=4)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_IMPORTS = ["config.pulse"]
CELERY_TASK_DEFAULT_QUEUE = "campanile"
# Passes over the database take moments; deliveries, imports and exports take as long as a provider or a file does.
# Each kind has workers of its own, or slow mail servers would keep the engine from its turn. A worker told no queue
# serves both.
CELERY_TASK_QUEUES = [Queue("campanile"), Queue("delivery")]
CELERY_TASK_ROUTES = {
    "messaging.tasks.run_delivery": {"queue": "delivery"},
    "messaging.tasks.run_verification": {"queue": "delivery"},
    "contacts.tasks.run_imports": {"queue": "delivery"},
    "messaging.tasks.run_suppression_imports": {"queue": "delivery"},
    "messaging.tasks.run_domain_checks": {"queue": "delivery"},
    "messaging.tasks.read_mailboxes": {"queue": "delivery"},
    "messaging.tasks.run_provider_templates": {"queue": "delivery"},
    "workspaces.tasks.mail_notices": {"queue": "delivery"},
    "contacts.tasks.run_exports": {"queue": "delivery"},
    "contacts.tasks.build_attribute_indexes": {"queue": "delivery"},
    "campaigns.tasks.run_webhooks": {"queue": "delivery"},
    "workspaces.tasks.run_outbound_webhooks": {"queue": "delivery"},
    "workspaces.tasks.delivery_heartbeat": {"queue": "delivery"},
}
# Celery's fixup closes the database connection around every task unless told how often to reuse it.
CELERY_DB_REUSE_MAX = 10_000
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
