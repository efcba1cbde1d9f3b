CREATE TABLE IF NOT EXISTS event_journal (
  ordering BIGSERIAL UNIQUE,
  deleted BOOLEAN DEFAULT false NOT NULL,
  persistence_id VARCHAR(255) NOT NULL,
  sequence_number BIGINT NOT NULL,
  writer VARCHAR(255) NOT NULL,
  write_timestamp BIGINT NOT NULL,
  adapter_manifest VARCHAR(255) NOT NULL,
  event_payload BYTEA NOT NULL,
  event_ser_id INTEGER NOT NULL,
  event_ser_manifest VARCHAR(255) NOT NULL,
  meta_payload BYTEA,
  meta_ser_id INTEGER,
  meta_ser_manifest VARCHAR(255),
  PRIMARY KEY (persistence_id, sequence_number)
);
CREATE TABLE IF NOT EXISTS event_tag (
  event_id BIGINT NOT NULL,
  tag VARCHAR(255) NOT NULL,
  PRIMARY KEY (event_id, tag)
);
CREATE TABLE IF NOT EXISTS fleet_image (
  group_number INTEGER PRIMARY KEY,
  image BYTEA NOT NULL
);
