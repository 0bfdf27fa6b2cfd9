-- Facts as they come from the log. Every table is keyed so that a replay replaces rows by the same rows; versions make the first copy win.
-- Times to live count from received_at and clear text, reporter and external id, never counts: history sent in late keeps its counts.
-- The tables of record sync their parts, and keep replaced parts for a while, so that a power cut loses nothing that was committed.

CREATE TABLE IF NOT EXISTS sightings (
  tenant LowCardinality(String),
  report_id UUID,
  variant_id UInt64,
  rumor_id UInt64,
  stance LowCardinality(String),
  observed_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  app LowCardinality(String),
  reporter UInt64 TTL toDateTime(received_at) + INTERVAL 180 DAY,
  channel LowCardinality(String),
  place LowCardinality(String),
  external_id String TTL toDateTime(received_at) + INTERVAL 90 DAY,
  backfill UInt8,
  version Int64,
  INDEX by_report report_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(observed_at)
ORDER BY (tenant, toStartOfMinute(observed_at), variant_id, report_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480;

CREATE TABLE IF NOT EXISTS variants (
  tenant LowCardinality(String),
  variant_id UInt64,
  rumor_id UInt64,
  lane LowCardinality(String),
  text String CODEC(ZSTD(3)) TTL toDateTime(received_at) + INTERVAL 400 DAY,
  stance LowCardinality(String),
  exemplar_id UInt64,
  score Float32,
  explanation String CODEC(ZSTD(3)),
  red_flags Array(LowCardinality(String)),
  overlaps UInt64,
  first_seen DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, variant_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480;

CREATE TABLE IF NOT EXISTS rumors (
  tenant LowCardinality(String),
  rumor_id UInt64,
  lane LowCardinality(String),
  title String,
  opened_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, rumor_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480;

CREATE TABLE IF NOT EXISTS alerts (
  tenant LowCardinality(String),
  alert_id String,
  change_id String,
  event LowCardinality(String),
  rumor_id UInt64,
  kind LowCardinality(String),
  level LowCardinality(String),
  level_rank UInt8,
  title String,
  why String,
  started_at DateTime64(3, 'UTC'),
  at DateTime64(3, 'UTC'),
  resolved_at Nullable(DateTime64(3, 'UTC')),
  delayed_s Float64,
  alert String CODEC(ZSTD(3)),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, alert_id, change_id);

CREATE TABLE IF NOT EXISTS deliveries (
  tenant LowCardinality(String),
  delivery_id String,
  round UInt32,
  attempt UInt32,
  receiver LowCardinality(String),
  alert_id String,
  type LowCardinality(String),
  state LowCardinality(String),
  at DateTime64(3, 'UTC'),
  status UInt16,
  duration_ms UInt32,
  error String,
  next_attempt_at Nullable(DateTime64(3, 'UTC')),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, delivery_id, round, attempt);

CREATE TABLE IF NOT EXISTS curations (
  tenant LowCardinality(String),
  decision_id String,
  kind LowCardinality(String),
  rumor_id UInt64,
  decided_at DateTime64(3, 'UTC'),
  decided_by String,
  rating LowCardinality(String),
  summary String,
  link String,
  offset UInt64
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, decision_id);

CREATE TABLE IF NOT EXISTS rejects (
  tenant LowCardinality(String),
  reject_id String,
  stage LowCardinality(String),
  reason LowCardinality(String),
  message String,
  at DateTime64(3, 'UTC'),
  report_id String,
  app LowCardinality(String),
  topic LowCardinality(String),
  partition UInt32,
  offset UInt64,
  sample String
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, reject_id)
TTL toDateTime(at) + INTERVAL 90 DAY;
