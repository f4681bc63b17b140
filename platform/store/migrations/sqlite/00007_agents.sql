-- +goose Up

-- How the applicant was proved, and who acted for them as what; empty for one of before.
ALTER TABLE applications ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN agent_number TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN role TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE applications DROP COLUMN role;
ALTER TABLE applications DROP COLUMN agent_number;
ALTER TABLE applications DROP COLUMN agent;
ALTER TABLE applications DROP COLUMN way;
