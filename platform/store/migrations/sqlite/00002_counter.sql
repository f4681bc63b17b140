-- +goose Up

-- Each time that something personal was asked for.
CREATE TABLE uses (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	terminal TEXT NOT NULL REFERENCES terminals (code),
	at       BIGINT NOT NULL,
	kind     TEXT NOT NULL,         -- of the question
	purpose  TEXT NOT NULL,
	item     TEXT NOT NULL,
	subject  TEXT NOT NULL          -- masked
);
CREATE INDEX uses_by_time ON uses (at DESC);

-- Applications that a department has not got yet, or has got.
ALTER TABLE applications ADD COLUMN filed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX applications_unfiled ON applications (filed_at) WHERE filed_at = 0;

-- Drafts (存下来，下次接着办), sealed to the centre's own key.
CREATE TABLE drafts (
	code   TEXT PRIMARY KEY,
	owner  BLOB NOT NULL,           -- a keyed hash of the owner's document and number
	item   TEXT NOT NULL,
	sealed BLOB NOT NULL,
	until  BIGINT NOT NULL
);
CREATE INDEX drafts_by_owner ON drafts (owner);

-- What came through a phone: an open door, and its pages, sealed.
CREATE TABLE doors (
	token    TEXT PRIMARY KEY,      -- random, 128 bits
	terminal TEXT NOT NULL,
	item     TEXT NOT NULL,
	material TEXT NOT NULL,
	name     TEXT NOT NULL,
	lang     TEXT NOT NULL,
	until    BIGINT NOT NULL,
	done     INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE door_pages (
	token  TEXT NOT NULL REFERENCES doors (token) ON DELETE CASCADE,
	nth    INTEGER NOT NULL,
	digest TEXT NOT NULL,           -- SHA-256 of the page, hexadecimal
	sealed BLOB NOT NULL,
	PRIMARY KEY (token, nth)
);

-- +goose Down
DROP TABLE door_pages;
DROP TABLE doors;
DROP TABLE drafts;
DROP INDEX applications_unfiled;
ALTER TABLE applications DROP COLUMN filed_at;
DROP TABLE uses;
