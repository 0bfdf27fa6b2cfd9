-- What a sender adds of its own to a report, answered when that report is asked for.
-- Link and attributes may hold personal data: they are cleared with the external id, and the
-- dashboards' user may not read them.

ALTER TABLE sightings
  ADD COLUMN IF NOT EXISTS language LowCardinality(String) DEFAULT '';

ALTER TABLE sightings
  ADD COLUMN IF NOT EXISTS link String DEFAULT '' CODEC(ZSTD(3))
  TTL toDateTime(received_at) + INTERVAL 90 DAY;

ALTER TABLE sightings
  ADD COLUMN IF NOT EXISTS attributes Map(String, String) CODEC(ZSTD(3))
  TTL toDateTime(received_at) + INTERVAL 90 DAY;
