"""What a process has counted, as Prometheus would read it."""

from streams.telemetry import REGISTRY


def counted(name: str, **labels: str) -> float:
    """A counter's value; 0 before its first count."""
    return REGISTRY.get_sample_value(f"{name}_total", labels) or 0.0
