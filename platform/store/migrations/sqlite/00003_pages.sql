-- +goose Up

-- Which entry holds a page, by the page's digest. The page itself stays sealed in it.
CREATE TABLE pages (
	digest   TEXT NOT NULL,         -- SHA-256, hexadecimal
	terminal TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	PRIMARY KEY (digest, terminal, sequence),
	FOREIGN KEY (terminal, sequence) REFERENCES entries (terminal, sequence)
);
CREATE INDEX door_pages_by_digest ON door_pages (digest);
CREATE INDEX doors_by_time ON doors (until);

-- What people handed in with their applications, so that they need not do it again.
CREATE TABLE given (
	owner    BLOB NOT NULL,         -- a keyed hash of the owner's document and number
	material TEXT NOT NULL,         -- its key
	item     TEXT NOT NULL,
	at       BIGINT NOT NULL,
	digests  TEXT NOT NULL,         -- of its pages, one a line
	terminal TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	PRIMARY KEY (terminal, sequence, material),
	FOREIGN KEY (terminal, sequence) REFERENCES entries (terminal, sequence)
);
CREATE INDEX given_by_owner ON given (owner, material, at DESC);

-- +goose Down
DROP TABLE given;
DROP INDEX doors_by_time;
DROP INDEX door_pages_by_digest;
DROP TABLE pages;
