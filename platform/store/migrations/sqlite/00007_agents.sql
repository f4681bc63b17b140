-- +goose Up

-- How the applicant was proved, who acted for them as what, and for which firm they acted by what
-- right; empty for one of before.
ALTER TABLE applications ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN agent_number TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN firm TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN firm_name TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN firm_right TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE applications DROP COLUMN firm_right;
ALTER TABLE applications DROP COLUMN firm_name;
ALTER TABLE applications DROP COLUMN firm;
ALTER TABLE applications DROP COLUMN role;
ALTER TABLE applications DROP COLUMN agent_number;
ALTER TABLE applications DROP COLUMN agent;
ALTER TABLE applications DROP COLUMN way;
