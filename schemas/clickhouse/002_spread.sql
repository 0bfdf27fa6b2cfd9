-- Spread: counts per minute and per day, recomputed from the facts and never incremented, so that replays and crashes cannot count twice.
-- The version is the count itself: the set of sightings only grows, so of two recomputations the fuller one wins.
-- A report without a reporter counts as one reporter.

CREATE TABLE IF NOT EXISTS spread_minute (
  tenant LowCardinality(String),
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  rumor_id UInt64,
  stance LowCardinality(String),
  channel LowCardinality(String),
  place LowCardinality(String),
  reports UInt64 CODEC(T64, ZSTD(1)),
  reporters AggregateFunction(uniq, UInt64),
  first_seen DateTime64(3, 'UTC'),
  last_seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(reports)
PARTITION BY toYYYYMM(minute)
ORDER BY (tenant, minute, rumor_id, stance, channel, place);

CREATE TABLE IF NOT EXISTS spread_day (
  tenant LowCardinality(String),
  rumor_id UInt64,
  day Date,
  stance LowCardinality(String),
  channel LowCardinality(String),
  place LowCardinality(String),
  reports UInt64 CODEC(T64, ZSTD(1)),
  reporters AggregateFunction(uniq, UInt64),
  first_seen DateTime64(3, 'UTC'),
  last_seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(reports)
PARTITION BY toYear(day)
ORDER BY (tenant, rumor_id, day, stance, channel, place);
