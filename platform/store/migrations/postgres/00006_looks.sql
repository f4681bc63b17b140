-- +goose Up

-- When the centre looks at an application again: at one that its department has not got, to hand
-- it over; at one that it has, to ask how far it has come. 0 for never.
ALTER TABLE applications ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0;
UPDATE applications SET look_at = 1;
DROP INDEX applications_unfiled;
CREATE INDEX applications_unfiled ON applications (look_at) WHERE filed_at = 0;
CREATE INDEX applications_watched ON applications (look_at) WHERE filed_at > 0 AND look_at > 0;

-- +goose Down
DROP INDEX applications_watched;
DROP INDEX applications_unfiled;
CREATE INDEX applications_unfiled ON applications (filed_at) WHERE filed_at = 0;
ALTER TABLE applications DROP COLUMN look_at;
