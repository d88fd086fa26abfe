"""Prometheus measures of the edge, and the page that shows them."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Metrics"]

# From the cheapest answer to the operation timeout, in seconds.
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

OTHER: Final = "autre"
"""The operation label of everything that is not a named document: free text would grow the series without end."""


class Metrics:
    """The counters of one application, in their own registry (so that two applications can live in one process)."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._requests = Counter(
            "viesion_requetes", "Requêtes GraphQL", ["operation", "statut"], registry=self.registry
        )
        self._durations = Histogram(
            "viesion_requete_duree_secondes",
            "Durée des requêtes GraphQL, en secondes",
            ["operation"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._errors = Counter("viesion_erreurs", "Erreurs rendues, par code", ["code"], registry=self.registry)
        self.in_flight = Gauge("viesion_requetes_en_cours", "Requêtes GraphQL en cours", registry=self.registry)
        self._children: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def observe(self, document: str | None, status: int, seconds: float, codes: list[str]) -> None:
        """Count one answered request: `document` is the name of a named document, or None."""
        key = (document or OTHER, status)
        children = self._children.get(key)
        if children is None:
            operation, code = key
            children = self._requests.labels(operation, str(code)), self._durations.labels(operation)
            self._children[key] = children
        children[0].inc()
        children[1].observe(seconds)
        for code_name in codes:
            self._errors.labels(code_name).inc()

    async def handler(self, request: Request) -> Response:
        """`GET /metrics`, in Prometheus' text format."""
        return Response(generate_latest(self.registry), headers={"content-type": CONTENT_TYPE_LATEST})
