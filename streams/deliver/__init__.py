"""Deliver: alerts to receivers. `queues` keeps order and waits, `attempt` is one try."""
