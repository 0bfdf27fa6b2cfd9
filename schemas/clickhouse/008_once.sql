-- Where each report that can come again was counted: 180 days long a copy in another minute or wording is known by it.
-- Only ids made from content (UUIDs of version 5) are here; random ones cannot come again.
-- Small granules and blocks: each id that is asked for reads one of them, and ids lie anywhere.

CREATE TABLE IF NOT EXISTS seen (
  tenant LowCardinality(String),
  report_id UUID CODEC(NONE),
  minute DateTime64(3, 'UTC'),
  variant_id UInt64 CODEC(NONE),
  received_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, report_id)
TTL toDateTime(received_at) + INTERVAL 180 DAY
SETTINGS index_granularity = 256, min_compress_block_size = 4096, max_compress_block_size = 8192,
  fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480;

INSERT INTO seen (tenant, report_id, minute, variant_id, received_at)
SELECT tenant, report_id, toStartOfMinute(observed_at), variant_id, received_at
FROM sightings FINAL
WHERE received_at > now() - INTERVAL 180 DAY AND substring(toString(report_id), 15, 1) = '5';
