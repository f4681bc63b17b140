// Package seal is the cryptography between a terminal and its centre: bodies of
// entries are sealed to the centre's key the moment they are kept, entries are
// linked into a chain, and the centre signs for what it has.
//
// Three small parts meet in one [Header], the clear outside of an entry:
//
//   - [PublicKey.Prepare], [Envelope.Seal] and [PrivateKey.Open] seal a body, bound to its header, so
//     that it can be opened under no other terminal, number, kind, slip or time;
//   - [Link] continues the hash chain over header and sealed bytes; a large body lies beside the
//     queue as a blob, and [Reference] stands in its place;
//   - [SigningKey] and [VerifyKey] sign and verify what the centre says.
//
// # Suites
//
// Keys, sealed bytes and signatures begin with the length and the name of their
// suite, so that another one can follow without a flag day. There is one now:
//
//	std  HPKE (RFC 9180) with ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM; Ed25519ctx; SHA-256
//
// The key exchange is hybrid because entries hold identity numbers, which are
// worth recording today to whoever hopes to break X25519 later. It is by far the
// slowest part, so that entries of the same minute share one: HPKE exports the key
// of an envelope, and each entry is sealed with it under a random nonce. Bodies are
// packed (Zstandard) before they are sealed.
package seal
