// Package connect is what the centre needs of the systems of others: certificates,
// departments, payment. One connector for each system implements its part; platform/sandbox
// implements all of them for fictitious people.
//
// Four rules hold for every connector:
//
//   - Codes, states and kinds of documents are those of terminal/centre; a connector maps
//     its system's own, in which the same digit means different things.
//   - What is handed over with a key may be handed over again: the second time does nothing.
//   - An answer says whom or what it is about, by centre.Mark, order or official number: the
//     centre shows nothing that is about somebody else.
//   - A system that cannot be reached, or does not answer in time, is [ErrDown]. That the
//     system says no is an answer, not an error.
//
// connecttest holds what any connector must pass.
package connect
