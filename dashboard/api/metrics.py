"""GET /metrics: what a Prometheus server scrapes; each is described in docs/metrics.md."""

from collections.abc import Callable, Iterator

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from city.clock import system_now
from city.head import Head
from city.ports import ScreenSource

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class CityCollector(Collector):
    """Reads the metrics at each scrape; none has a label that could name a person or a case."""

    def __init__(
        self, source: ScreenSource, streams: tuple[str, ...], viewers: Callable[[], int]
    ) -> None:
        self._source, self._streams, self._viewers = source, streams, viewers

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of this process."""
        head = self._source.head()
        yield self._cases()
        yield from _feeds(head)
        lag = head.health.lag
        yield _gauge("city_lag_messages", "Events not yet applied", -1 if lag is None else lag)
        yield _gauge("city_redis_up", "Whether Redis answers", int(head.health.redis))
        yield _gauge("city_viewers", "Pages connected to the live channel", self._viewers())

    def describe(self) -> Iterator[Metric]:
        """Yield nothing, so that registering does not read the model."""
        return iter(())

    def _cases(self) -> Metric:
        cases = GaugeMetricFamily(
            "city_cases", "Cases received in the last 30 days", labels=["stream", "count"]
        )
        for stream in self._streams:
            total = self._source.figures(stream, "last-30-days", "street").total
            for count, value in total.counts().items():
                cases.add_metric([stream, count], value)
        return cases


def metrics_router(
    source: ScreenSource, streams: tuple[str, ...], viewers: Callable[[], int]
) -> APIRouter:
    """Return the route; `viewers` tells how many pages are connected."""
    registry = CollectorRegistry()
    registry.register(CityCollector(source, streams, viewers))
    router = APIRouter()

    @router.get("/metrics", summary="Metrics for Prometheus")
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE)

    return router


def _gauge(name: str, text: str, value: float) -> Metric:
    metric = GaugeMetricFamily(name, text)
    metric.add_metric([], value)
    return metric


def _feeds(head: Head) -> Iterator[Metric]:
    messages = CounterMetricFamily("city_feed_messages", "Messages translated", labels=["feed"])
    refused = CounterMetricFamily("city_feed_refused", "Messages refused", labels=["feed"])
    ages = GaugeMetricFamily("city_feed_age_seconds", "Age of the last message", labels=["feed"])
    for lamp in head.feeds:
        messages.add_metric([lamp.feed], lamp.messages)
        refused.add_metric([lamp.feed], lamp.refused)
        if lamp.heard_at is not None:
            ages.add_metric([lamp.feed], (system_now() - lamp.heard_at) / 1000)
    yield from (messages, refused, ages)
