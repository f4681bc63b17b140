-- +goose Up

-- Whose an application is, as a keyed hash: what somebody has told once need not be asked
-- of them again.
ALTER TABLE applications ADD COLUMN owner BLOB;
CREATE INDEX applications_by_owner ON applications (owner, official DESC);

-- +goose Down
DROP INDEX applications_by_owner;
ALTER TABLE applications DROP COLUMN owner;
