-- The wordings of a rumor, by rumor. Where two facts about a wording name two rumors, both are here;
-- which holds is told by `variants`.

CREATE TABLE IF NOT EXISTS rumor_variants (
  tenant LowCardinality(String),
  rumor_id UInt64,
  variant_id UInt64,
  overlaps UInt64,
  version Int64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, rumor_id, variant_id)
SETTINGS index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS rumor_variants_kept TO rumor_variants AS
SELECT tenant, rumor_id, variant_id, overlaps, version
FROM variants;

INSERT INTO rumor_variants (tenant, rumor_id, variant_id, overlaps, version)
SELECT tenant, rumor_id, variant_id, overlaps, version
FROM variants;
