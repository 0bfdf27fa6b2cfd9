-- Wordings that a decision moved: the rumor that each joined and the one that it belongs to now, for whoever reads the tables themselves.
-- Made by the store from `curations` and `variants` alone; the newest version holds. One that everything was undone of is at home where it joined.
CREATE TABLE IF NOT EXISTS homes (
  tenant LowCardinality(String),
  variant_id UInt64,
  joined_id UInt64,
  home_id UInt64,
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, variant_id);

-- The spread of rumors that wordings were moved from, by wording: nobody can be taken out of a sketch of distinct reporters.
-- Facts like the spread: whose a wording is now is told by `homes`.
CREATE TABLE IF NOT EXISTS wording_minutes (
  tenant LowCardinality(String),
  rumor_id UInt64,
  variant_id UInt64,
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
ORDER BY (tenant, rumor_id, variant_id, minute, stance, channel, place);
