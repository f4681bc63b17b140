-- +goose Up

-- Entries may overtake. A terminal lacks nothing up to complete.
ALTER TABLE terminals ADD COLUMN complete BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN complete_head BLOB;

-- How far its audit chain is here: the number of a decision, and its hash.
ALTER TABLE terminals ADD COLUMN audits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN audit_head BLOB;

-- What its last hello said: entries that wait for the centre, how many of them for a person,
-- since when, the terminal's clock less ours, and its program.
ALTER TABLE terminals ADD COLUMN waiting BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN aside BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN oldest BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN skew BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN program TEXT NOT NULL DEFAULT '';

UPDATE terminals SET complete = last_sequence, complete_head = head WHERE received = last_sequence;

-- Large bodies, sealed as they came, and the entry that names each.
CREATE TABLE blobs (
	terminal    TEXT NOT NULL,
	sequence    BIGINT NOT NULL,
	address     BLOB NOT NULL,      -- SHA-256
	size        BIGINT NOT NULL,
	have        BIGINT NOT NULL DEFAULT 0,
	complete_at BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (terminal, address),
	FOREIGN KEY (terminal, sequence) REFERENCES entries (terminal, sequence)
);
CREATE INDEX blobs_by_entry ON blobs (terminal, sequence);
CREATE TABLE blob_pieces (
	terminal TEXT NOT NULL,
	address  BLOB NOT NULL,
	place    BIGINT NOT NULL,       -- of its first byte
	data     BLOB NOT NULL,
	PRIMARY KEY (terminal, address, place),
	FOREIGN KEY (terminal, address) REFERENCES blobs (terminal, address) ON DELETE CASCADE
);

-- What became of applications, for their terminals.
CREATE TABLE notices (
	terminal TEXT NOT NULL REFERENCES terminals (code),
	id       BIGINT NOT NULL,       -- ascending per terminal
	slip     TEXT NOT NULL,
	official TEXT NOT NULL,
	state    TEXT NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY (terminal, id)
);
CREATE INDEX notices_by_official ON notices (official, id DESC);

-- What administrators want terminals to do, once.
CREATE TABLE commands (
	id          TEXT PRIMARY KEY,   -- random
	terminal    TEXT NOT NULL REFERENCES terminals (code),
	verb        TEXT NOT NULL,
	argument    TEXT NOT NULL,
	given_by    TEXT NOT NULL,
	given_at    BIGINT NOT NULL,
	valid_until BIGINT NOT NULL,
	outcome     TEXT NOT NULL DEFAULT '', -- empty until the terminal has reported
	report      TEXT NOT NULL DEFAULT '',
	reported_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX commands_by_terminal ON commands (terminal, given_at DESC);

-- +goose Down
DROP TABLE commands;
DROP TABLE notices;
DROP TABLE blob_pieces;
DROP TABLE blobs;
ALTER TABLE terminals DROP COLUMN program;
ALTER TABLE terminals DROP COLUMN skew;
ALTER TABLE terminals DROP COLUMN oldest;
ALTER TABLE terminals DROP COLUMN aside;
ALTER TABLE terminals DROP COLUMN waiting;
ALTER TABLE terminals DROP COLUMN audit_head;
ALTER TABLE terminals DROP COLUMN audits;
ALTER TABLE terminals DROP COLUMN complete_head;
ALTER TABLE terminals DROP COLUMN complete;
