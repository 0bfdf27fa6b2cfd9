-- What is counted by the minute and what was sighted once more, by rumor: one of a hundred thousand
-- is read without the others. ClickHouse writes both where the facts are written.

CREATE TABLE IF NOT EXISTS rumor_minutes (
  tenant LowCardinality(String),
  rumor_id UInt64,
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  stance LowCardinality(String),
  channel LowCardinality(String),
  place LowCardinality(String),
  reports UInt64 CODEC(T64, ZSTD(1)),
  reporters AggregateFunction(uniq, UInt64),
  first_seen DateTime64(3, 'UTC'),
  last_seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(reports)
PARTITION BY toYYYYMM(minute)
ORDER BY (tenant, rumor_id, minute, stance, channel, place)
SETTINGS index_granularity = 2048;

CREATE MATERIALIZED VIEW IF NOT EXISTS rumor_minutes_kept TO rumor_minutes AS
SELECT tenant, rumor_id, minute, stance, channel, place, reports, reporters, first_seen, last_seen
FROM spread_minute;

INSERT INTO rumor_minutes (tenant, rumor_id, minute, stance, channel, place, reports, reporters,
  first_seen, last_seen)
SELECT tenant, rumor_id, minute, stance, channel, place, reports, reporters, first_seen, last_seen
FROM spread_minute;

-- Of a report only a hash: whether it is there twice is all that is asked of it.
CREATE TABLE IF NOT EXISTS rumor_sightings (
  tenant LowCardinality(String),
  rumor_id UInt64,
  variant_id UInt64,
  report UInt64,
  observed_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, rumor_id, variant_id, report, toStartOfMinute(observed_at))
SETTINGS index_granularity = 2048;

CREATE MATERIALIZED VIEW IF NOT EXISTS rumor_sightings_kept TO rumor_sightings AS
SELECT tenant, rumor_id, variant_id, cityHash64(report_id) AS report, observed_at, version
FROM sightings;

INSERT INTO rumor_sightings (tenant, rumor_id, variant_id, report, observed_at, version)
SELECT tenant, rumor_id, variant_id, cityHash64(report_id), observed_at, version
FROM sightings;
