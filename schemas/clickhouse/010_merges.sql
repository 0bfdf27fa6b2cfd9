-- Parts of similar size are merged ten at a time, not five: each row is written again half as often, and merges were half of what an insert costs.
-- The price is a few more parts for a read to look at.
ALTER TABLE sightings MODIFY SETTING merge_selector_base = 10;

ALTER TABLE seen MODIFY SETTING merge_selector_base = 10;

ALTER TABLE variants MODIFY SETTING merge_selector_base = 10;

ALTER TABLE spread_minute MODIFY SETTING merge_selector_base = 10;

ALTER TABLE spread_day MODIFY SETTING merge_selector_base = 10;
