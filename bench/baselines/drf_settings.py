"""The settings of an installation, with the baseline's one address."""

from config.settings.base import *  # noqa: F403

ROOT_URLCONF = "bench.baselines.drf_events"
