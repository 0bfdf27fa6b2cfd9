"""Deliver: alerts to receivers, as `streams.core.deliveries` decides.

`queues` keeps order, `trying` waits until one may be sent, `gates` say when, `attempt` is one
attempt, `targets` says which addresses may be sent to.
"""
