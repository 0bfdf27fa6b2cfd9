-- Rumors that grew together by themselves, as facts: what they show as is resolved when it is read, never written here.
CREATE TABLE IF NOT EXISTS merges (
  tenant LowCardinality(String),
  kept UInt64,
  merged UInt64,
  variant_id UInt64,
  bridges UInt32,
  shared Float64,
  at DateTime64(3, 'UTC'),
  version Int64,
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, merged, kept, at);

-- Decisions of every kind: what they name, and the whole of each as it stands on the log.
ALTER TABLE curations ADD COLUMN IF NOT EXISTS target UInt64 DEFAULT 0;

ALTER TABLE curations ADD COLUMN IF NOT EXISTS undoes String DEFAULT '';

ALTER TABLE curations ADD COLUMN IF NOT EXISTS note String DEFAULT '';

ALTER TABLE curations ADD COLUMN IF NOT EXISTS decision String DEFAULT '' CODEC(ZSTD(3));

-- What joined through a wording, and the reports of a wording: found without reading all others.
ALTER TABLE variants ADD INDEX IF NOT EXISTS by_exemplar exemplar_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE sightings ADD INDEX IF NOT EXISTS by_variant variant_id TYPE bloom_filter(0.01) GRANULARITY 1;
