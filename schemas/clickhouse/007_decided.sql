-- What decisions make of rumors, for whoever reads the tables themselves: what a rumor shows as, what it is called, how it is rated.
-- Made by the store from `curations` and `merges` alone; the newest version holds. A rumor that everything was undone of shows as itself.
CREATE TABLE IF NOT EXISTS decided (
  tenant LowCardinality(String),
  rumor_id UInt64,
  shown_id UInt64,
  title String,
  rating LowCardinality(String),
  rated_at DateTime64(3, 'UTC'),
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, rumor_id);
