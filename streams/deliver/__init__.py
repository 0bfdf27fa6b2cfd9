"""Deliver: alerts to receivers, as `streams.core.deliveries` decides.

`queues` keeps order and waits, `gates` say when, `attempt` is one try, `targets` says which
addresses may be sent to.
"""
