-- What may be shown of a wording: its first characters, masked. Dashboards read this column and never the text itself.
-- A rumor's cells lie apart in time: the filters find the few granules that hold them without reading the others.

ALTER TABLE variants ADD COLUMN IF NOT EXISTS shown String DEFAULT '' CODEC(ZSTD(3)) TTL toDateTime(received_at) + INTERVAL 400 DAY;

ALTER TABLE spread_minute ADD INDEX IF NOT EXISTS by_rumor rumor_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE sightings ADD INDEX IF NOT EXISTS by_rumor rumor_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE variants ADD INDEX IF NOT EXISTS by_rumor rumor_id TYPE bloom_filter(0.01) GRANULARITY 1;
