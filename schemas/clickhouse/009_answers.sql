-- Which report of an app heard which verdict: the newest of a report is what it heard last. An answer stands in `answers` once all of its reports are here.
CREATE TABLE IF NOT EXISTS answered (
  tenant LowCardinality(String),
  rumor_id UInt64,
  report_id UUID,
  answer_id String,
  app LowCardinality(String),
  decision_id LowCardinality(String),
  number UInt32,
  external_id String TTL toDateTime(at) + INTERVAL 90 DAY,
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  version Int64,
  INDEX by_answer answer_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, rumor_id, report_id, answer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480;

CREATE TABLE IF NOT EXISTS answers (
  tenant LowCardinality(String),
  answer_id String,
  app LowCardinality(String),
  rumor_id UInt64,
  decision_id String,
  at DateTime64(3, 'UTC'),
  reports UInt32,
  answer String CODEC(ZSTD(3)),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, answer_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480;
