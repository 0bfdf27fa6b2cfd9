-- The wordings that overlap with a rumor, wherever they joined: found without reading all others.
ALTER TABLE rumor_variants ADD INDEX IF NOT EXISTS by_overlaps overlaps TYPE bloom_filter(0.01) GRANULARITY 1;
