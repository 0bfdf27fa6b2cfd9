-- Done mutations stay beside the data word by word, 100 a table as ClickHouse has it: which reports were forgotten.
-- One is the least; 0 keeps all. Those above it go by themselves.
ALTER TABLE sightings MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE rumor_sightings MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE seen MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE answered MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE rejects MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE variants MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE rumors MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE alerts MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE answers MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE curations MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE decided MODIFY SETTING finished_mutations_to_keep = 1;

ALTER TABLE deliveries MODIFY SETTING finished_mutations_to_keep = 1;
