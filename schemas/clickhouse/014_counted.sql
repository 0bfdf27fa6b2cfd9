-- When a rumor was counted last, by the clock of ClickHouse: what changed lately is found by it,
-- whatever time its reports are of. Rows from before this column count as old.
ALTER TABLE rumor_totals
  ADD COLUMN IF NOT EXISTS counted_at DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC');
