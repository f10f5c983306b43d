"""Prometheus metrics about campaigns, read from the database when somebody asks for /metrics."""

from collections.abc import Iterable

import structlog
from django.db import Error
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from campaigns.reports.stuck import stuck_counts

_log = structlog.get_logger(__name__)


class StuckCollector(Collector):
    """How many campaigns have something that has been ready for a minute and that nobody took, by kind."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The name without a value, so that registering it asks nothing of the database."""
        return [self._family()]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One query; without its value where the database can't be asked, as the other metrics still can."""
        family = self._family()
        try:
            for kind, count in stuck_counts().items():
                family.add_metric([kind.value], count)
        except Error as error:
            _log.warning("stuck_metric_failed", error=str(error))
        return [family]

    def _family(self) -> GaugeMetricFamily:
        return GaugeMetricFamily(
            "campanile_stuck_campaigns", "Campaigns with work that nobody took for a minute.", labels=["kind"]
        )


REGISTRY.register(StuckCollector())
