-- Times are milliseconds since 1970 UTC. Hashes and keys are bytes.

-- +goose Up
CREATE TABLE terminals (
	code          TEXT PRIMARY KEY,
	site          TEXT NOT NULL,
	created_at    BIGINT NOT NULL,
	key_hash      BLOB,             -- SHA-256 of the public key that it enrolled with
	enrolled_at   BIGINT NOT NULL DEFAULT 0,
	expires_at    BIGINT NOT NULL DEFAULT 0, -- of its certificate
	seen_at       BIGINT NOT NULL DEFAULT 0,
	last_sequence BIGINT NOT NULL DEFAULT 0,
	head          BLOB,             -- the hash of that entry
	received      BIGINT NOT NULL DEFAULT 0  -- entries; fewer than last_sequence when some are missing
);

CREATE TABLE enrolment_codes (
	secret_hash BLOB PRIMARY KEY,   -- SHA-256; the secret itself is random and of 80 bits
	terminal    TEXT NOT NULL REFERENCES terminals (code),
	expires_at  BIGINT NOT NULL,
	key_hash    BLOB                -- of whoever used it; NULL until then
);

CREATE TABLE entries (
	terminal    TEXT NOT NULL REFERENCES terminals (code),
	sequence    BIGINT NOT NULL,
	previous    BLOB NOT NULL,
	hash        BLOB NOT NULL,
	kind        TEXT NOT NULL,
	slip        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	zone        INTEGER NOT NULL,   -- seconds east of UTC
	sealed      BLOB NOT NULL,      -- as received
	state       TEXT NOT NULL,
	received_at BIGINT NOT NULL,
	PRIMARY KEY (terminal, sequence)
);
CREATE INDEX entries_by_arrival ON entries (received_at DESC, terminal, sequence DESC);

-- What people may see of an application; the whole of it stays sealed.
CREATE TABLE applications (
	terminal  TEXT NOT NULL,
	sequence  BIGINT NOT NULL,
	official  TEXT NOT NULL UNIQUE,
	slip      TEXT NOT NULL,
	item      TEXT NOT NULL,
	version   INTEGER NOT NULL,
	applicant TEXT NOT NULL,        -- masked
	number    TEXT NOT NULL,        -- masked
	document  TEXT NOT NULL,
	assurance TEXT NOT NULL,
	language  TEXT NOT NULL,
	answers   INTEGER NOT NULL,     -- how many
	PRIMARY KEY (terminal, sequence),
	FOREIGN KEY (terminal, sequence) REFERENCES entries (terminal, sequence)
);
CREATE INDEX applications_by_slip ON applications (slip);

CREATE TABLE ratings (
	terminal TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	slip     TEXT NOT NULL,
	level    INTEGER NOT NULL,
	PRIMARY KEY (terminal, sequence),
	FOREIGN KEY (terminal, sequence) REFERENCES entries (terminal, sequence)
);
CREATE INDEX ratings_by_slip ON ratings (slip);

-- The last serial of official numbers of each day.
CREATE TABLE serials (
	day  TEXT PRIMARY KEY,
	last BIGINT NOT NULL
);

CREATE TABLE alarms (
	terminal TEXT NOT NULL,
	sequence BIGINT NOT NULL,       -- 0 when it is about the terminal
	kind     TEXT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at  BIGINT NOT NULL,
	times    BIGINT NOT NULL,
	PRIMARY KEY (terminal, sequence, kind)
);

CREATE TABLE administrators (
	name     TEXT PRIMARY KEY,
	password TEXT NOT NULL          -- argon2id
);

CREATE TABLE sessions (
	token_hash BLOB PRIMARY KEY,    -- SHA-256
	name       TEXT NOT NULL REFERENCES administrators (name),
	expires_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE sessions;
DROP TABLE administrators;
DROP TABLE alarms;
DROP TABLE serials;
DROP TABLE ratings;
DROP TABLE applications;
DROP TABLE entries;
DROP TABLE enrolment_codes;
DROP TABLE terminals;
