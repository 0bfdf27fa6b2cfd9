"""What the API knows without asking anybody: it follows the log beside the worker.

In: the rumors and sightings topics. Out: what a text would join (`wordings`), and where a report of
the last day went (`reports`). Nothing is written; what is not known here is asked of the store.
"""
