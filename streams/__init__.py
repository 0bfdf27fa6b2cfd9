"""rumor-tracker, a report's way through its rooms:

intake   a report becomes durable             log      what every step reads and writes
worker   clusters, counts, raises alerts      deliver  receivers hear of them
store    every event into ClickHouse          api      reports in, decisions in, reads out
core     the pure folds that all of them run  config   what people set
"""
