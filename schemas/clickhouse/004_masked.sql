-- What search may find: the whole wording, masked. `shown` holds its first characters only.

ALTER TABLE variants ADD COLUMN IF NOT EXISTS masked String DEFAULT '' CODEC(ZSTD(3)) TTL toDateTime(received_at) + INTERVAL 400 DAY;
