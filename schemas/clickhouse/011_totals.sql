-- A rumor's days in one row each, and all of it in one, so that lists and pages need not add up its
-- cells: counted again wherever a minute of it was counted, never incremented. Like a cell of the
-- spread, a row is replaced by one that counts more.

CREATE TABLE IF NOT EXISTS rumor_days (
  tenant LowCardinality(String),
  rumor_id UInt64,
  day Date,
  reports UInt64 CODEC(T64, ZSTD(1)),
  reporters AggregateFunction(uniq, UInt64),
  first_seen DateTime64(3, 'UTC'),
  last_seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(reports)
ORDER BY (tenant, rumor_id, day)
SETTINGS index_granularity = 512;

CREATE TABLE IF NOT EXISTS rumor_totals (
  tenant LowCardinality(String),
  rumor_id UInt64,
  reports UInt64 CODEC(T64, ZSTD(1)),
  people UInt64 CODEC(T64, ZSTD(1)),
  first_seen DateTime64(3, 'UTC'),
  last_seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(reports)
ORDER BY (tenant, rumor_id);

INSERT INTO rumor_days (tenant, rumor_id, day, reports, reporters, first_seen, last_seen)
SELECT tenant, rumor_id, day, sum(cell.reports), uniqMergeState(cell.reporters),
  min(cell.first_seen), max(cell.last_seen)
FROM spread_day AS cell FINAL
GROUP BY tenant, rumor_id, day;

INSERT INTO rumor_totals (tenant, rumor_id, reports, people, first_seen, last_seen)
SELECT tenant, rumor_id, sum(of_day.reports), uniqMerge(of_day.reporters),
  min(of_day.first_seen), max(of_day.last_seen)
FROM rumor_days AS of_day FINAL
GROUP BY tenant, rumor_id;
