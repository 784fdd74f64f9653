"""The numbers in Prometheus' own format, and the closed door behind which they are shown.

Only imported where `REJOIN_METRICS_PORT` is set. It shows nothing but `app.observability.metrics`, on a port that no
proxy forwards; the port that people use has no such path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric
    from starlette.types import ASGIApp, Receive, Scope, Send

    from app.observability.metrics import Counts, Durations, Metrics, State


class _Everything(Collector):
    """Reads the numbers at the moment somebody looks."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked when it is registered: the parts may not be there yet."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield from (_counted(one) for one in self._metrics.counts)
        yield from (_spread(one) for one in self._metrics.durations)
        yield from (_seen(one) for one in self._metrics.states)


def registry_of(metrics: Metrics) -> CollectorRegistry:
    """Return this application's own registry; the global one of the library is never used."""
    registry = CollectorRegistry()
    registry.register(_Everything(metrics))
    # Memory, processor time and open files of this process, under their usual names.
    ProcessCollector(registry=registry)
    return registry


def metrics_app(registry: CollectorRegistry) -> ASGIApp:
    """Return the application of the second port: `GET /metrics`, and 404 for everything else."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI
        if scope["type"] != "http":
            return
        asked = scope["method"] == "GET" and scope["path"] == "/metrics"
        headers = [(b"content-type", CONTENT_TYPE_PLAIN_0_0_4.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200 if asked else 404, "headers": headers})
        await send({"type": "http.response.body", "body": generate_latest(registry) if asked else b""})

    return answer


def _counted(counts: Counts) -> Metric:
    family = CounterMetricFamily(counts.name, counts.help, labels=counts.labels)
    for values, count in counts.by_labels.items():
        family.add_metric(values, count)
    return family


def _spread(durations: Durations) -> Metric:
    family = HistogramMetricFamily(durations.name, durations.help)
    buckets: list[tuple[str, float]] = []
    so_far = 0
    for bound, count in zip((*durations.bounds, "+Inf"), durations.in_step, strict=True):
        so_far += count
        buckets.append((str(bound), so_far))
    family.add_metric((), buckets, durations.total)
    return family


def _seen(state: State) -> Metric:
    kind = CounterMetricFamily if state.grows else GaugeMetricFamily
    family = kind(state.name, state.help, labels=(state.label,) if state.label else ())
    for value, number in state.ask().items():
        family.add_metric((value,) if state.label else (), number)
    return family
